// A node's template rendered with dbt's vocabulary: references resolved to relations, questions answered on the way.

import { failed, passed } from '../base/checked.ts';
import { InternalError } from '../base/internal-error.ts';
import type { JsonObject } from '../base/json-value.ts';
import { type Checked, type Diagnostic, warningAt } from '../diagnostics/diagnostic.ts';
import type { SourceMap } from '../diagnostics/source-map.ts';
import { type SourceText, type Span, spanOf } from '../diagnostics/source-text.ts';
import type { ModelNode, Node, NodeId, Reference, SeedNode, SourceNode, TestNode } from '../graph/node.ts';
import { TemplateError } from '../jinja/errors.ts';
import type { Template } from '../jinja/template.ts';
import { Question, type Value } from '../jinja/value.ts';
import type { RelationName } from '../sql/sql.ts';
import { callableNames, nodeGlobals } from '../template/globals.ts';
import type { MacroLibrary } from '../template/macros.ts';
import { type QueryAnswer, type QueryRequest, QueryTable } from '../template/query-result.ts';
import { ephemeralName, RelationObject } from '../template/relation-object.ts';
import type { NodeVocabulary, RunFacts } from '../template/vocabulary.ts';
import type { FileRelation } from './compiled-model.ts';
import { configValue, nodeValue } from './node-value.ts';

/** What compiling asks about the rest of the project and of the database; all answers are plain facts. */
export interface CompileEnvironment {
  readonly run: RunFacts;
  readonly library: MacroLibrary;
  readonly templates: ReadonlyMap<NodeId, Template>;
  /** The node that a reference of this node means; undefined where there is none. */
  resolve(from: { readonly packageName: string }, reference: Reference): Node | undefined;
  /** Whether the model's relation stands, is owned, and may be added to. */
  isIncremental(node: ModelNode): boolean;
  shouldFullRefresh(node: ModelNode | SeedNode): boolean;
  graph(): JsonObject;
  say(message: string, loud: boolean): void;
  doc(packageName: string | null, name: string): string;
}

/** A question of a template to the database, with the place that asks it. The template goes on with the answer. */
export type Ask = (request: QueryRequest, place: Span) => Promise<QueryAnswer>;

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

/** A hook of the project: it belongs to no node. */
export interface Operation {
  readonly resourceType: 'operation';
  readonly id: NodeId;
  readonly name: string;
  readonly packageName: string;
  readonly source: SourceText;
  readonly fqn: readonly string[];
}

export interface RenderOptions {
  /** Names beyond the node's own. */
  readonly names?: ReadonlyMap<string, Value>;
  /** The template is a hook of the node, not the node's own: a statement beside the query, which has no place for CTEs. */
  readonly isHook?: boolean;
}

/** What has a template of its own, or a hook. */
type Templated = ModelNode | SeedNode | TestNode | Operation;

/** The text comes without blanks around it and without a final semicolon. */
export async function renderTemplate(
  template: Template,
  node: Templated,
  environment: CompileEnvironment,
  ask: Ask,
  { names = new Map(), isHook = false }: RenderOptions = {},
): Promise<Checked<Rendered>> {
  const found = new FoundRelations(node, environment, isHook);
  const warnings: Diagnostic[] = [];
  const span = spanOf(isHook ? template.source : node.source);
  const vocabulary = executingVocabulary(node, environment, found, names, span, (warning) => warnings.push(warning));
  const globals = nodeGlobals(vocabulary, environment.run, environment.library);
  const rendering = template.start(globals, {
    native: names.size > 0,
    callable: () => callableNames(environment.library, node.packageName),
  });
  for (let progress = rendering.next(); ; ) {
    if (progress.kind === 'failed') return failed([...warnings, ...progress.diagnostics]);
    if (progress.kind === 'done') {
      const { text, map, value } = progress.output;
      const sql = text.trim().replace(/;\s*$/, '');
      const skipped = text.length - text.trimStart().length;
      return passed(
        {
          text: sql,
          map: { originAt: (offset) => map.originAt(offset + skipped) },
          parents: [...found.parents],
          ephemeral: found.ephemeral,
          fileRelations: [...found.fileRelations.values()],
          warnings,
          value,
        },
        warnings,
      );
    }
    progress = rendering.next(await ask(progress.request as QueryRequest, progress.span));
  }
}

/** The relations that a template refers to, as they are found on the way. */
class FoundRelations {
  readonly parents = new Set<NodeId>();
  readonly ephemeral = new Map<NodeId, ModelNode>();
  readonly fileRelations = new Map<NodeId, FileRelation>();
  readonly #node: Templated;
  readonly #environment: CompileEnvironment;
  readonly #isHook: boolean;

  constructor(node: Templated, environment: CompileEnvironment, isHook: boolean) {
    this.#node = node;
    this.#environment = environment;
    this.#isHook = isHook;
  }

  relationOf(reference: Reference): RelationObject {
    const found = this.#environment.resolve(this.#node, reference);
    if (!found || found.resourceType === 'test') throw unforeseen(reference);
    const { database } = this.#environment.run.target;
    if (found.resourceType === 'source' && found.files) {
      const file = { source: found, relation: fileRelationName(found) };
      this.fileRelations.set(found.id, file);
      this.parents.add(found.id);
      return RelationObject.temporary(file.relation);
    }
    if (found.resourceType === 'model' && found.config.materialized === 'ephemeral') {
      if (this.#isHook) throw ephemeralInHook(found);
      this.ephemeral.set(found.id, found);
      return RelationObject.ofCte(cteName(found));
    }
    this.parents.add(found.id);
    return RelationObject.of(found.relation, database);
  }
}

function executingVocabulary(
  node: Templated,
  environment: CompileEnvironment,
  found: FoundRelations,
  names: ReadonlyMap<string, Value>,
  span: Span,
  warn: (warning: Diagnostic) => void,
): NodeVocabulary {
  const { run } = environment;
  const isModel = node.resourceType === 'model';
  const isBuilt = isModel || node.resourceType === 'seed';
  return {
    mode: 'execute',
    packageName: node.packageName,
    ref: (args) => found.relationOf({ kind: 'ref', ...args, span }),
    source: (sourceName, name) => found.relationOf({ kind: 'source', sourceName, name, span }),
    config: () => undefined,
    configValue: (key) => (node.resourceType === 'operation' ? undefined : configValue(node, key)),
    current: isBuilt ? RelationObject.of(node.relation, run.target.database) : null,
    isIncremental: () => isModel && node.config.materialized === 'incremental' && environment.isIncremental(node),
    shouldFullRefresh: () => (isBuilt ? environment.shouldFullRefresh(node) : run.fullRefresh),
    model: () => (node.resourceType === 'operation' ? operationValue(node) : nodeValue(node, run.target.database)),
    graph: () => environment.graph(),
    log: (message, loud) => environment.say(message, loud),
    warn: (message) => warn(warningAt('JINJA_RAISED', message, { span, help: 'A macro of the project warns of this' })),
    query: (sql) =>
      new Question({ kind: 'query', sql } satisfies QueryRequest, (answer) => new QueryTable(answer as QueryAnswer)),
    doc: (packageName, name) => environment.doc(packageName, name),
    extra: (name) => names.get(name),
  };
}

function operationValue({ id, name, packageName, fqn, source }: Operation): JsonObject {
  return { unique_id: id, name, resource_type: 'operation', package_name: packageName, fqn, raw_code: source.text };
}

function ephemeralInHook(node: ModelNode): TemplateError {
  return new TemplateError('raised', `ref('${node.name}') is ephemeral, and a hook has no place for its query`, {
    code: 'TEMPLATE_REFERENCE',
    help: 'Refer to a model that has a relation',
  });
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

/** dbt's name of the CTE that stands for an ephemeral model. */
export function cteName(node: ModelNode): string {
  return ephemeralName(node.relation.name);
}

/** The temporary relation of a file source; the name holds both parts of the source's. */
export function fileRelationName(source: SourceNode): RelationName {
  return { schema: 'pg_temp', name: `${source.sourceName}__${source.name}` };
}
