// A node's template rendered with dbt's vocabulary: references resolved to relations, questions answered on the way.

import { failed, passed } from '../base/checked.ts';
import { InternalError } from '../base/internal-error.ts';
import type { JsonObject } from '../base/json-value.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CallFrame, SourceMap } from '../diagnostics/source-map.ts';
import { type Span, spanOf } from '../diagnostics/text-file.ts';
import {
  type BuiltNode,
  isBuilt,
  isEphemeral,
  isOfFiles,
  isTest,
  type ModelNode,
  type Node,
  type NodeId,
  type SourceNode,
  type TestNode,
} from '../graph/node.ts';
import type { Operation } from '../graph/nodes/operation.ts';
import { type Reference, referenceText } from '../graph/reference.ts';
import { TemplateError } from '../jinja/errors.ts';
import { chargeRead, readingLeft } from '../jinja/python/metering.ts';
import type { Rendering, Template } from '../jinja/template.ts';
import { Question, type Value } from '../jinja/value.ts';
import { withoutFinalSemicolon } from '../sql/parser.ts';
import type { RelationName } from '../sql/sql.ts';
import { QueryTable } from '../template/agate/table.ts';
import { callableNames, nodeGlobals } from '../template/globals.ts';
import type { QueryAnswer, QueryRequest } from '../template/query-result.ts';
import { ephemeralName, RelationObject } from '../template/relation-object.ts';
import type { NodeVocabulary, RelationRecords, TemplateEnvironment } from '../template/vocabulary.ts';
import type { FileRelation } from './compiled-model.ts';
import type { NodeFacts } from './node-facts.ts';
import { configValue } from './node-value.ts';
import { templateWarning } from './template-warning.ts';

/** What compiling asks about the rest of the project and of the database; all answers are plain facts. */
export interface CompileEnvironment extends TemplateEnvironment {
  readonly templates: ReadonlyMap<NodeId, Template>;
  /** The node that a reference of this node means, or why there is none. */
  resolve(from: { readonly packageName: string }, reference: Reference): Checked<Node>;
  readonly facts: (node: BuiltNode) => NodeFacts;
  readonly records: RelationRecords;
  /** dbt's `model` of a node of the graph. */
  dictionaryOf(node: Node): JsonObject;
}

/**
 * A question of a template to the database, with the place that asks it and the calls of macros that led there, innermost
 * first. The template goes on with the answer.
 */
export type Ask = (request: QueryRequest, place: Span, calls: readonly CallFrame[]) => Promise<QueryAnswer>;

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

/** The node's own template, its ephemeral parents not yet inlined: a query, which may be inside another. The parser must be loaded. */
export async function renderNode(
  node: ModelNode | TestNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<Rendered>> {
  const template = environment.templates.get(node.id);
  if (!template) throw new InternalError(`${node.id} was not parsed`);
  const rendered = await renderTemplate({ template, node }, environment, ask);
  if (!rendered.ok) return rendered;
  return passed({ ...rendered.value, text: withoutFinalSemicolon(rendered.value.text) }, rendered.warnings);
}

/** A template with whose it is. */
export interface NodeTemplate {
  readonly template: Template;
  readonly node: Templated;
  /** Names beyond the node's own. */
  readonly names?: ReadonlyMap<string, Value>;
  /** The template is a hook of the node, not the node's own: a statement beside the query, which has no place for CTEs. */
  readonly isHook?: boolean;
}

/** What has a template of its own, or a hook. */
type Templated = BuiltNode | TestNode | Operation;

function isOperation(node: Templated): node is Operation {
  return node.resourceType === 'operation';
}

/** The text comes without blanks around it and without a final semicolon. */
export async function renderTemplate(
  { template, node, names = new Map(), isHook = false }: NodeTemplate,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<Rendered>> {
  const found = new FoundRelations(node, environment, isHook ? 'a hook' : null);
  const warnings: Diagnostic[] = [];
  const globals = nodeGlobals(
    executingVocabulary(found, {
      names,
      span: spanOf(isHook ? template.file : node.file),
      warn: (warning) => warnings.push(warning),
    }),
    environment,
  );
  const rendering = template.start(globals, {
    native: names.size > 0,
    callable: () => callableNames(environment.library, node.packageName),
  });
  const rendered = await answered(rendering, ask);
  if (!rendered.ok) return failed([...warnings, ...rendered.problems]);
  const { text, map, value } = rendered.value;
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

/** To the end, with each question answered where it is asked. */
export async function answered<T>(rendering: Rendering<T>, ask: Ask): Promise<Checked<T>> {
  for (let progress = rendering.next(); ; ) {
    if (progress.kind === 'failed') return failed(progress.diagnostics);
    if (progress.kind === 'done') return passed(progress.output);
    progress = rendering.next(await ask(progress.request as QueryRequest, progress.span, progress.calls));
  }
}

/** The relations that a node's template refers to, as they are found on the way. */
export class FoundRelations {
  readonly parents = new Set<NodeId>();
  readonly ephemeral = new Map<NodeId, ModelNode>();
  readonly fileRelations = new Map<NodeId, FileRelation>();
  readonly node: Templated;
  readonly environment: CompileEnvironment;
  readonly #beside: string | null;

  /** `beside`: what the template is, if not a query that has room for CTEs. */
  constructor(node: Templated, environment: CompileEnvironment, beside: string | null) {
    this.node = node;
    this.environment = environment;
    this.#beside = beside;
  }

  relationOf(reference: Reference): RelationObject {
    const resolved = this.environment.resolve(this.node, reference);
    const ofOperation = isOperation(this.node);
    if (!resolved.ok && ofOperation) throw unresolved(resolved.problems);
    if (!resolved.ok || !resolved.value.relation) throw unforeseen(reference);
    const found = resolved.value;
    const { target, flags } = this.environment.run;
    const limited = (relation: RelationObject) => (flags.empty ? relation.change({ empty: true }) : relation);
    if (isOfFiles(found)) {
      if (ofOperation) throw filesOutsideNode(found);
      const file = { source: found, relation: fileRelationName(found), empty: flags.empty };
      this.fileRelations.set(found.id, file);
      this.parents.add(found.id);
      return limited(RelationObject.temporary(file.relation));
    }
    if (isEphemeral(found)) {
      if (this.#beside !== null) throw ephemeralBeside(found, this.#beside);
      this.ephemeral.set(found.id, found);
      return limited(RelationObject.ofCte(cteName(found)));
    }
    this.parents.add(found.id);
    return limited(RelationObject.of(found.relation, target.database));
  }
}

/** What one rendering has of its own. */
export interface RenderingFacts {
  /** Names beyond the node's own. */
  readonly names: ReadonlyMap<string, Value>;
  /** The place of its references. */
  readonly span: Span;
  readonly warn: (warning: Diagnostic) => void;
}

/** `this`. Of a test, as in dbt, the relation that would keep its failures, by which packages distinguish tests. */
function ownRelation(node: Node | undefined, { run, dictionaryOf }: CompileEnvironment): RelationObject | null {
  if (isBuilt(node)) return RelationObject.of(node.relation, run.target.database);
  if (node === undefined || !isTest(node)) return null;
  const { schema, alias } = dictionaryOf(node);
  return RelationObject.of({ schema: String(schema), name: String(alias) }, run.target.database);
}

/** What the template of a node sees when it runs; the relations that it refers to are noted in `found`. */
export function executingVocabulary(found: FoundRelations, { names, span, warn }: RenderingFacts): NodeVocabulary {
  const { node, environment } = found;
  const { run } = environment;
  const graphNode = isOperation(node) ? undefined : node;
  return {
    mode: 'execute',
    packageName: node.packageName,
    ref: (args) => found.relationOf({ kind: 'ref', ...args, span }),
    source: (sourceName, name) => found.relationOf({ kind: 'source', sourceName, name, span }),
    config: () => undefined,
    configValue: (key) => graphNode && configValue(graphNode, key),
    records: environment.records,
    current: ownRelation(graphNode, environment),
    isIncremental: () => isBuilt(graphNode) && environment.facts(graphNode).isIncremental,
    shouldFullRefresh: () => (isBuilt(graphNode) ? environment.facts(graphNode).fullRefresh : run.fullRefresh),
    model: () => (isOperation(node) ? node.described : environment.dictionaryOf(node)),
    warn: (message, place) => warn(templateWarning(message, place)),
    query: (sql, engine = false) =>
      new Question({ kind: 'query', sql, engine, bound: readingLeft() } satisfies QueryRequest, (answer) =>
        tableOf(answer as QueryAnswer, environment),
      ),
    extra: (name) => names.get(name),
  };
}

function tableOf(answer: QueryAnswer, { say }: TemplateEnvironment): QueryTable {
  chargeRead(answer.size ?? 0);
  return new QueryTable(answer, (text) => say(text, true));
}

function ephemeralBeside(node: ModelNode, what: string): TemplateError {
  return new TemplateError('raised', `ref('${node.name}') is ephemeral, and ${what} has no place for its query`, {
    code: 'TEMPLATE_REFERENCE',
    help: 'Refer to a model that has a relation',
  });
}

function filesOutsideNode({ sourceName, name }: SourceNode): TemplateError {
  return new TemplateError(
    'raised',
    `source('${sourceName}', '${name}') is files, and only a node takes in their records`,
    {
      code: 'TEMPLATE_REFERENCE',
      help: 'Refer to a model that reads it',
    },
  );
}

/** Nothing of an operation is an edge of the graph: its references are resolved when it runs. */
function unresolved([problem]: readonly Diagnostic[]): TemplateError {
  if (!problem) throw new InternalError('a reference is not resolved without a reason');
  const { message, code, help, notes } = problem;
  return new TemplateError('raised', message, { code, help, notes });
}

/** A reference that appears only when the template runs: parse mode did not see it, so the graph has no edge for it. */
function unforeseen(reference: Reference): TemplateError {
  const name = referenceText(reference);
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
