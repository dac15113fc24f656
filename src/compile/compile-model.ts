// A node's template to the SQL that the database gets: rendered, ephemeral parents inlined, checked, the way back to the
// template kept.

import { failed, passed } from '../base/checked.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceMap } from '../diagnostics/source-map.ts';
import type { ModelNode, NodeId, TestNode } from '../graph/node.ts';
import { type ParsedStatement, parseStatement } from '../sql/parser.ts';
import { prependCtes, type Splice } from '../sql/prepend-ctes.ts';
import { checkModelSql } from './check-model.ts';
import type { CompiledModel, CompiledText, FileRelation } from './compiled-model.ts';
import { type Ask, type CompileEnvironment, cteName, type Rendered, renderNode } from './render-node.ts';

/** Renders and checks one model. `ask` runs queries of the template; its DatabaseErrors pass through. */
export async function compileModel(
  node: ModelNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<CompiledModel>> {
  const rendered = await renderWithParents(node, environment, ask);
  if (!rendered.ok) return rendered;
  const { text, map, statement, parents, fileRelations, warnings } = rendered.value;
  const { sqlHeader } = node.config;
  return passed(
    {
      node,
      sql: text,
      map,
      file: node.file,
      statement,
      parents,
      fileRelations,
      sqlHeader,
    },
    warnings,
  );
}

export interface CompiledQuery extends CompiledText {
  readonly parents: readonly NodeId[];
  readonly fileRelations: readonly FileRelation[];
}

/** Renders SQL that is no model: a singular test, an inline query. */
export async function compileQuery(
  node: ModelNode | TestNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<CompiledQuery>> {
  const rendered = await renderWithParents(node, environment, ask);
  if (!rendered.ok) return rendered;
  const { text, map, parents, fileRelations, warnings } = rendered.value;
  return passed({ sql: text, map, file: node.file, parents, fileRelations }, warnings);
}

interface Inlined extends Rendered {
  readonly statement: ParsedStatement | null;
}

async function renderWithParents(
  node: ModelNode | TestNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<Inlined>> {
  const own = await renderNode(node, environment, ask);
  if (!own.ok) return own;
  const inlined = new Map<NodeId, { readonly name: string; readonly rendered: Rendered }>();
  const problems: Diagnostic[] = [];
  /** Those with mistakes as well: one that is read twice reports them once. */
  const begun = new Set<NodeId>();
  const inline = async (ephemeral: ReadonlyMap<NodeId, ModelNode>): Promise<void> => {
    for (const [id, parent] of ephemeral) {
      if (begun.has(id)) continue;
      begun.add(id);
      const rendered = await renderNode(parent, environment, ask);
      if (!rendered.ok) problems.push(...rendered.problems);
      else {
        await inline(rendered.value.ephemeral);
        inlined.set(id, { name: cteName(parent), rendered: rendered.value });
      }
    }
  };
  await inline(own.value.ephemeral);
  if (problems.length > 0) return failed([...own.value.warnings, ...problems]);
  const statement = checkModelSql(own.value.text, own.value.map, node.file);
  if (!statement.ok) return failed([...own.value.warnings, ...statement.problems]);
  const queries = [...inlined.values()];
  const all = [own.value, ...queries.map((query) => query.rendered)];
  const files = new Map(all.flatMap((one) => one.fileRelations.map((file) => [file.source.id, file])));
  const warnings = all.flatMap((one) => one.warnings);
  const splice = prependCtes(
    statement.value,
    queries.map(({ name, rendered }) => ({ name, text: rendered.text })),
  );
  return passed(
    {
      text: splice.text,
      statement: queries.length === 0 ? statement.value : parsedOrNull(splice.text),
      map:
        queries.length === 0
          ? own.value.map
          : splicedMap(
              own.value,
              queries.map((query) => query.rendered),
              splice,
            ),
      parents: [...new Set(all.flatMap((one) => one.parents))],
      ephemeral: own.value.ephemeral,
      value: own.value.value,
      fileRelations: [...files.values()],
      warnings,
    },
    warnings,
  );
}

function parsedOrNull(text: string): ParsedStatement | null {
  const parsed = parseStatement(text);
  return parsed.ok ? parsed.value : null;
}

/** Places in an inlined query are those of its own file; behind the splice the model's have moved. */
function splicedMap(own: Rendered, queries: readonly Rendered[], splice: Splice): SourceMap {
  return {
    originAt(offset) {
      if (offset < splice.at) return own.map.originAt(offset);
      if (offset >= splice.at + splice.length) return own.map.originAt(offset - splice.length);
      for (const [index, query] of queries.entries()) {
        const within = offset - (splice.queryOffsets[index] ?? 0);
        if (within >= 0 && within < query.text.length) return query.map.originAt(within);
      }
      return undefined;
    },
  };
}
