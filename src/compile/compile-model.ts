// A node's template to the SQL that the database gets: references resolved, ephemeral parents inlined, the way back to
// the template kept. Rendering stops where the template asks the database something; whoever drives it answers.

import { failed, passed } from '../base/checked.ts';
import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { type Checked, type Diagnostic, errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import type { SourceMap } from '../diagnostics/source-map.ts';
import { type SourceText, spanOf } from '../diagnostics/source-text.ts';
import type { ModelNode, Node, NodeId, Reference, SourceNode, TestNode } from '../graph/node.ts';
import { TemplateError } from '../jinja/errors.ts';
import type { Template } from '../jinja/template.ts';
import { Question, type Value } from '../jinja/value.ts';
import { prependCtes, type Splice } from '../sql/prepend-ctes.ts';
import type { RelationName } from '../sql/sql.ts';
import { nodeGlobals } from '../template/globals.ts';
import type { MacroLibrary } from '../template/macros.ts';
import { type QueryAnswer, type QueryRequest, QueryTable } from '../template/query-result.ts';
import { RelationObject } from '../template/relation-object.ts';
import type { RefArguments, RunFacts } from '../template/vocabulary.ts';
import { checkModelSql } from './check-model.ts';
import type { CompiledModel, FileRelation } from './compiled-model.ts';

/** What compiling asks about the rest of the project and of the database; all answers are plain facts. */
export interface CompileEnvironment {
  readonly run: RunFacts;
  readonly library: MacroLibrary;
  readonly templates: ReadonlyMap<NodeId, Template>;
  /** The node that a reference of this node means; undefined where there is none. */
  resolve(from: Node, reference: Reference): Node | undefined;
  /** Whether the model's relation stands, is owned, and may be added to. */
  isIncremental(node: ModelNode): boolean;
  shouldFullRefresh(node: ModelNode): boolean;
  graph(): JsonObject;
  say(message: string, loud: boolean): void;
  doc(packageName: string | null, name: string): string;
}

/** A question of the template to the database on the way to the compiled model. */
export type Ask = (request: QueryRequest) => Promise<QueryAnswer>;

interface Rendered {
  readonly text: string;
  readonly map: SourceMap;
  readonly parents: readonly NodeId[];
  readonly ephemeral: ReadonlyMap<NodeId, ModelNode>;
  readonly fileRelations: readonly FileRelation[];
  readonly warnings: readonly Diagnostic[];
}

/** Renders and checks one model. `ask` runs queries of the template; its DatabaseErrors pass through. */
export async function compileModel(
  node: ModelNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<CompiledModel>> {
  const rendered = await renderWithParents(node, environment, ask);
  if (!rendered.ok) return rendered;
  const { text, map, parents, fileRelations, warnings } = rendered.value;
  const { preHooks, postHooks, sqlHeader } = node.config;
  const incremental = node.config.materialized === 'incremental' && environment.isIncremental(node);
  return passed(
    { node, sql: text, map, source: node.source, parents, fileRelations, incremental, preHooks, postHooks, sqlHeader },
    warnings,
  );
}

export interface CompiledQuery {
  readonly sql: string;
  readonly map: SourceMap;
  readonly source: SourceText;
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
  return passed({ sql: text, map, source: node.source, parents, fileRelations }, warnings);
}

async function renderWithParents(
  node: ModelNode | TestNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<Rendered>> {
  const own = await renderNode(node, environment, ask);
  if (!own.ok) return own;
  const inlined = new Map<NodeId, { readonly name: string; readonly rendered: Rendered }>();
  const problems: Diagnostic[] = [];
  const inline = async (ephemeral: ReadonlyMap<NodeId, ModelNode>): Promise<void> => {
    for (const [id, parent] of ephemeral) {
      if (inlined.has(id)) continue;
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
  const statement = checkModelSql(own.value.text, own.value.map, node.source);
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
      fileRelations: [...files.values()],
      warnings,
    },
    warnings,
  );
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

async function renderNode(
  node: ModelNode | TestNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<Rendered>> {
  const template = environment.templates.get(node.id);
  if (!template) return failed([]);
  const parents = new Set<NodeId>();
  const ephemeral = new Map<NodeId, ModelNode>();
  const fileRelations = new Map<NodeId, FileRelation>();
  const warnings: Diagnostic[] = [];
  const { run } = environment;
  const relationOf = (reference: Reference): Value => {
    const found = environment.resolve(node, reference);
    if (!found || found.resourceType === 'test') throw unforeseen(reference);
    parents.add(found.id);
    if (found.resourceType === 'source' && found.files) {
      const file = { source: found, relation: fileRelationName(found) };
      fileRelations.set(found.id, file);
      return RelationObject.temporary(file.relation);
    }
    if (found.resourceType === 'model' && found.config.materialized === 'ephemeral') {
      ephemeral.set(found.id, found);
      parents.delete(found.id);
      return RelationObject.ofCte(cteName(found), run.target.database, found.relation.schema, found.relation.name);
    }
    return RelationObject.of(found.relation, run.target.database);
  };
  const span = spanOf(node.source);
  const rendering = template.start(
    nodeGlobals(
      {
        mode: 'execute',
        ref: (args: RefArguments) => relationOf({ kind: 'ref', ...args, span }),
        source: (sourceName, name) => relationOf({ kind: 'source', sourceName, name, span }),
        config: () => undefined,
        configValue: (key): JsonValue | undefined => (node.resourceType === 'model' ? node.config.raw[key] : undefined),
        current: node.resourceType === 'model' ? RelationObject.of(node.relation, run.target.database) : null,
        isIncremental: () =>
          node.resourceType === 'model' &&
          node.config.materialized === 'incremental' &&
          environment.isIncremental(node),
        shouldFullRefresh: () => node.resourceType === 'model' && environment.shouldFullRefresh(node),
        model: modelValue(node),
        graph: () => environment.graph(),
        log: (message, loud) => environment.say(message, loud),
        warn: (message) =>
          void warnings.push(
            warningAt('JINJA_RAISED', message, { span, help: 'A macro of the project warns of this' }),
          ),
        query: (sql) =>
          new Question(
            { kind: 'query', sql } satisfies QueryRequest,
            (answer) => new QueryTable(answer as QueryAnswer),
          ),
        doc: (packageName, name) => environment.doc(packageName, name),
      },
      run,
      environment.library,
    ),
  );
  for (let progress = rendering.next(); ; ) {
    if (progress.kind === 'failed') return failed([...warnings, ...progress.diagnostics]);
    if (progress.kind === 'done') {
      const { text, map } = progress.output;
      const sql = text.trim().replace(/;\s*$/, '');
      const skipped = text.length - text.trimStart().length;
      return passed({
        text: sql,
        map: { originAt: (offset) => map.originAt(offset + skipped) },
        parents: [...parents],
        ephemeral,
        fileRelations: [...fileRelations.values()],
        warnings,
      });
    }
    progress = rendering.next(await ask(progress.request as QueryRequest));
  }
}

/** A reference that appears only when the template runs: parse mode did not see it, so the graph has no edge for it. */
function unforeseen(reference: Reference): TemplateError {
  const name =
    reference.kind === 'ref' ? `ref('${reference.name}')` : `source('${reference.sourceName}', '${reference.name}')`;
  return new TemplateError('raised', `${name} was not found when the project was parsed`, {
    code: 'TEMPLATE_REFERENCE',
    help: `Say it where parsing sees it, in a comment of the model if need be: -- depends_on: {{ ${name} }}`,
  });
}

export function cteName(node: ModelNode): string {
  return `__dbt__cte__${node.name}`;
}

/** The temporary relation of a file source; the name holds both parts of the source's. */
export function fileRelationName(source: SourceNode): RelationName {
  return { schema: 'pg_temp', name: `${source.sourceName}__${source.name}` };
}

/** dbt's `model` variable: the node as a dictionary. */
function modelValue(node: ModelNode | TestNode): JsonObject {
  const common = {
    unique_id: node.id,
    name: node.name,
    resource_type: node.resourceType,
    package_name: node.packageName,
    path: node.source.path,
    original_file_path: node.source.path,
    fqn: node.fqn,
    tags: node.tags,
    meta: node.meta,
    description: node.description,
    raw_code: node.source.text,
    language: 'sql',
  };
  if (node.resourceType !== 'model') return common;
  return {
    ...common,
    alias: node.relation.name,
    schema: node.relation.schema,
    config: node.config.raw,
    columns: Object.fromEntries(
      node.columns.map((column) => [
        column.name,
        {
          name: column.name,
          description: column.description,
          data_type: column.dataType?.value ?? null,
          meta: column.meta,
        },
      ]),
    ),
  };
}
