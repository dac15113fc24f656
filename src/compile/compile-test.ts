// A data test's templates rendered: its arguments and `where`, and the SQL of one that a project or package wrote. What
// the built-in ones look for is assertions/'.

import { failed, passed } from '../base/checked.ts';
import type { JsonObject, JsonValue } from '../base/json-value.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceMap } from '../diagnostics/source-map.ts';
import type { TestNode } from '../graph/node.ts';
import { compileTemplate } from '../jinja/index.ts';
import { dictFrom } from '../jinja/python/dicts.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import { toText } from '../jinja/python/printing.ts';
import { toJson } from '../jinja/python/to-json.ts';
import { List, type Value } from '../jinja/value.ts';
import { withoutFinalSemicolon } from '../sql/parser.ts';
import type { NamedQuery } from '../sql/prepend-ctes.ts';
import { type RelationName, relationKey } from '../sql/sql.ts';
import { RelationObject } from '../template/relation-object.ts';
import { compileQuery } from './compile-model.ts';
import type { FileRelation } from './compiled-model.ts';
import { inlinedQueries, noteRead, type ReadByTest, subjectOf } from './read-by-test.ts';
import { type Ask, type CompileEnvironment, type Rendered, renderTemplate } from './render-node.ts';
import { argumentTemplate, atDeclaration, isCall, writtenTestArguments, writtenTestCall } from './written-test.ts';

export interface CompiledTest {
  /** The node with its arguments and `where` rendered. */
  readonly node: TestNode;
  /** The relation it is declared on; null for a singular test. */
  readonly relation: RelationName | null;
  /** Where that relation's rows are in a statement: a file source has a temporary relation, an ephemeral model a query of `inlined`. */
  readonly rows: RelationName | null;
  /** The SQL of a test that the project or a package wrote; null for one that must be built in. */
  readonly sql: string | null;
  readonly map: SourceMap | null;
  readonly fileRelations: readonly FileRelation[];
  /** `relationships`: the relation that `to` names. */
  readonly to: RelationName | null;
  /** The ephemeral models that a generic test reads, each with its own in it; the SQL of a singular one has them in it. */
  readonly inlined: readonly NamedQuery[];
}

/** A file source is in the test's SQL as its temporary relation, which `fileRelations` names. */
export async function compileTest(
  test: TestNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<CompiledTest>> {
  if (test.test.kind === 'singular') {
    const query = await compileQuery(test, environment, ask);
    if (!query.ok) return query;
    const { sql, map, fileRelations } = query.value;
    return passed(
      { node: test, relation: null, rows: null, sql, map, fileRelations, to: null, inlined: [] },
      query.warnings,
    );
  }
  const read: ReadByTest = { files: new Map(), ephemeral: new Map() };
  const { relation, rows } = subjectOf(test, environment, read);
  const renderText = async (text: string) => {
    const template = compileTemplate({ path: test.file.path, text });
    if (!template.ok) return template;
    const rendered = await renderTemplate({ template: template.value, node: test, names: native }, environment, ask);
    if (rendered.ok) noteRead(read, rendered.value);
    return rendered;
  };
  const render = async (value: JsonValue): Promise<Checked<Value>> => {
    const rendered = await renderArgument(value, renderText);
    return rendered.ok ? rendered : failed(rendered.problems.map((problem) => ({ ...problem, span: test.span })));
  };
  const values = new Map<string, Value>();
  const problems: Diagnostic[] = [];
  for (const [name, value] of Object.entries(test.test.arguments)) {
    const rendered = await render(value);
    if (rendered.ok) values.set(name, rendered.value);
    else problems.push(...rendered.problems);
  }
  const where = await render(test.config.where);
  if (!where.ok) problems.push(...where.problems);
  if (problems.length > 0 || !where.ok) return failed(problems);
  const condition = where.value === null ? null : toText(where.value);
  const node: TestNode = {
    ...test,
    test: { ...test.test, arguments: jsonArguments(values) },
    config: { ...test.config, where: condition },
  };
  const given = new Map<string, Value>([['model', judged(node, rows, environment)], ...values]);
  if (test.test.column !== null) given.set('column_name', test.test.column);
  const written = await writtenTest({ node, name: test.test.name, given }, environment, ask);
  if (!written.ok) return written;
  if (written.value) noteRead(read, written.value);
  const inlined = await inlinedQueries(read, environment, ask);
  if (!inlined.ok) return failed(inlined.problems.map((problem) => ({ ...problem, span: problem.span ?? test.span })));
  const { text = null, map = null } = written.value ?? {};
  const sql = text === null ? null : withoutFinalSemicolon(text);
  const fileRelations = [...read.files.values()];
  const to = relationNameOf(values.get('to'));
  return passed({ node, relation, rows, sql, map, fileRelations, to, inlined: inlined.value }, written.warnings);
}

async function renderArgument(
  value: JsonValue,
  renderText: (text: string) => Promise<Checked<Rendered>>,
): Promise<Checked<Value>> {
  if (Array.isArray(value)) {
    const items: Value[] = [];
    for (const item of value) {
      const rendered = await renderArgument(item, renderText);
      if (!rendered.ok) return rendered;
      items.push(rendered.value);
    }
    return passed(new List(items));
  }
  if (typeof value !== 'string') return passed(fromJson(value));
  const text = argumentTemplate(value);
  if (text === null) return passed(value);
  const rendered = await renderText(text);
  if (!rendered.ok) return rendered;
  return passed(isCall(value) ? rendered.value.value : rendered.value.text);
}

/** Asking for any name beyond the node's own makes a rendering give its value. */
const native: ReadonlyMap<string, Value> = new Map([['__smelt_native', true]]);

/** Relations become their quoted names, as the built-in tests read them. */
function jsonArguments(values: ReadonlyMap<string, Value>): JsonObject {
  return Object.fromEntries(
    [...values].map(([name, value]) => [name, value instanceof RelationObject ? relationText(value) : toJson(value)]),
  );
}

function relationText(relation: RelationObject): string {
  const name = relationNameOf(relation);
  return name && name.schema !== '' ? relationKey(name) : relation.toText();
}

function relationNameOf(value: Value | undefined): RelationName | null {
  if (!(value instanceof RelationObject)) return null;
  const { schema, identifier, type } = value.values;
  if (type === 'cte' && identifier !== null) return { schema: '', name: identifier };
  return schema === null || identifier === null ? null : { schema, name: identifier };
}

/** `given`: what the test is called with. Null where nobody wrote such a test. */
async function writtenTest(
  { node, name, given }: { readonly node: TestNode; readonly name: string; readonly given: ReadonlyMap<string, Value> },
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<Rendered | null>> {
  const { packageName, file } = node;
  const call = writtenTestCall(environment.library, { packageName, name, path: file.path });
  if (!call) return passed(null);
  if (!call.ok) return call;
  const names = new Map<string, Value>([[writtenTestArguments, dictFrom([...given])]]);
  const rendered = await renderTemplate({ template: call.value, node, names }, environment, ask);
  if (!rendered.ok) return failed(atDeclaration(rendered.problems, call.value, node.span));
  return passed(rendered.value);
}

/** What `model` is to a generic test: the relation, or its rows in `where` as dbt's subquery. */
function judged(node: TestNode, rows: RelationName, environment: CompileEnvironment): Value {
  const whole = relationObject(rows, environment.run.target.database);
  if (node.config.where === null) return whole;
  return `(select * from ${whole.toText()} where ${node.config.where}) dbt_subquery`;
}

function relationObject(rows: RelationName, database: string): RelationObject {
  if (rows.schema === '') return RelationObject.ofCte(rows.name);
  return rows.schema === 'pg_temp' ? RelationObject.temporary(rows) : RelationObject.of(rows, database);
}
