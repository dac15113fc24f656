// A node's template rendered with dbt's vocabulary: references resolved to relations, questions answered on the way.

import { failed, passed } from '../base/checked.ts';
import { InternalError } from '../base/internal-error.ts';
import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { type Checked, type Diagnostic, warningAt } from '../diagnostics/diagnostic.ts';
import type { SourceMap } from '../diagnostics/source-map.ts';
import { spanOf } from '../diagnostics/source-text.ts';
import type { ModelNode, Node, NodeId, Reference, SourceNode, TestNode } from '../graph/node.ts';
import { TemplateError } from '../jinja/errors.ts';
import type { Globals, Template } from '../jinja/template.ts';
import { Question, type Value } from '../jinja/value.ts';
import type { RelationName } from '../sql/sql.ts';
import { nodeGlobals } from '../template/globals.ts';
import type { MacroLibrary } from '../template/macros.ts';
import { type QueryAnswer, type QueryRequest, QueryTable } from '../template/query-result.ts';
import { RelationObject } from '../template/relation-object.ts';
import type { RefArguments, RunFacts } from '../template/vocabulary.ts';
import type { FileRelation } from './compiled-model.ts';

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

export interface Rendered {
  readonly text: string;
  readonly map: SourceMap;
  readonly parents: readonly NodeId[];
  readonly ephemeral: ReadonlyMap<NodeId, ModelNode>;
  readonly fileRelations: readonly FileRelation[];
  readonly warnings: readonly Diagnostic[];
  /** Of a template that is one expression, its value; otherwise the text. */
  readonly value: Value;
}

/** The node's own template, its ephemeral parents not yet inlined. */
export async function renderNode(
  node: ModelNode | TestNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<Rendered>> {
  const template = environment.templates.get(node.id);
  if (!template) throw new InternalError(`${node.id} was not parsed`);
  return renderTemplate(template, node, environment, ask);
}

/** `extra` are names beyond the node's own. The text comes without blanks around it and without a final semicolon. */
export async function renderTemplate(
  template: Template,
  node: ModelNode | TestNode,
  environment: CompileEnvironment,
  ask: Ask,
  extra: ReadonlyMap<string, Value> = new Map(),
): Promise<Checked<Rendered>> {
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
    withExtra(
      extra,
      nodeGlobals(
        {
          mode: 'execute',
          ref: (args: RefArguments) => relationOf({ kind: 'ref', ...args, span }),
          source: (sourceName, name) => relationOf({ kind: 'source', sourceName, name, span }),
          config: () => undefined,
          configValue: (key): JsonValue | undefined =>
            node.resourceType === 'model' ? node.config.raw[key] : undefined,
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
    ),
    { native: extra.size > 0 },
  );
  for (let progress = rendering.next(); ; ) {
    if (progress.kind === 'failed') return failed([...warnings, ...progress.diagnostics]);
    if (progress.kind === 'done') {
      const { text, map, value } = progress.output;
      const sql = text.trim().replace(/;\s*$/, '');
      const skipped = text.length - text.trimStart().length;
      return passed({
        text: sql,
        map: { originAt: (offset) => map.originAt(offset + skipped) },
        parents: [...parents],
        ephemeral,
        fileRelations: [...fileRelations.values()],
        warnings,
        value,
      });
    }
    progress = rendering.next(await ask(progress.request as QueryRequest));
  }
}

function withExtra(extra: ReadonlyMap<string, Value>, globals: Globals): Globals {
  if (extra.size === 0 || typeof globals !== 'function') return globals;
  return (name) => extra.get(name) ?? globals(name);
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
