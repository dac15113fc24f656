// A data test's templates rendered: its arguments and `where`, and the SQL of one that a project or package wrote. What
// the built-in ones look for is assertions/'.

import { failed, passed } from '../base/checked.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnosticWithin } from '../diagnostics/embedded-text.ts';
import type { SourceMap } from '../diagnostics/source-map.ts';
import type { Span } from '../diagnostics/text-file.ts';
import type { TestNode } from '../graph/node.ts';
import { dictFrom } from '../jinja/python/dicts.ts';
import type { Template } from '../jinja/template.ts';
import type { Value } from '../jinja/value.ts';
import { hasTemplate } from '../project/render-setting.ts';
import type { YamlScalar, YamlValue } from '../project/yaml-value.ts';
import { withoutFinalSemicolon } from '../sql/parser.ts';
import type { NamedQuery } from '../sql/prepend-ctes.ts';
import type { RelationName } from '../sql/sql.ts';
import { RelationObject } from '../template/relation-object.ts';
import { argumentTemplates, argumentValues, plainArguments, relationNameOf } from './argument-templates.ts';
import { compileQuery } from './compile-model.ts';
import type { FileRelation } from './compiled-model.ts';
import { compileEmbedded } from './embedded-template.ts';
import { inlinedQueries, noteRead, type ReadByTest, subjectOf } from './read-by-test.ts';
import { type Ask, type CompileEnvironment, type Rendered, renderTemplate } from './render-node.ts';
import { atDeclaration, writtenTestArguments, writtenTestCall } from './written-test.ts';

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
  return compileGenericTest(test, test.test, environment, ask);
}

type GenericTest = Extract<TestNode['test'], { kind: 'generic' }>;

async function compileGenericTest(
  test: TestNode,
  generic: GenericTest,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<CompiledTest>> {
  const read: ReadByTest = { files: new Map(), ephemeral: new Map() };
  const { relation, rows } = subjectOf(test, environment, read);
  const render: RenderText = async (template, within) => {
    const rendered = await renderTemplate({ template, node: test, names: native }, environment, ask);
    if (!rendered.ok) return failed(rendered.problems.map((one) => diagnosticWithin(one, template.file, within)));
    noteRead(read, rendered.value);
    return rendered;
  };
  const values = await renderArguments(generic.argumentTrees, render);
  const where = await renderWhere(test, render);
  if (!values.ok || !where.ok) return failed([values, where].flatMap((one) => (one.ok ? [] : one.problems)));
  const node: TestNode = {
    ...test,
    test: { ...generic, arguments: plainArguments(values.value) },
    config: { ...test.config, where: where.value },
  };
  const given = new Map<string, Value>([['model', judged(node, rows, environment)], ...values.value]);
  if (generic.column !== null) given.set('column_name', generic.column);
  const written = await writtenTest({ node, name: generic.name, given }, environment, ask);
  if (!written.ok) return written;
  if (written.value) noteRead(read, written.value);
  const inlined = await inlinedQueries(read, environment, ask);
  if (!inlined.ok) return failed(inlined.problems.map((problem) => ({ ...problem, span: problem.span ?? test.span })));
  const { text = null, map = null } = written.value ?? {};
  const sql = text === null ? null : withoutFinalSemicolon(text);
  const fileRelations = [...read.files.values()];
  const to = relationNameOf(values.value.get('to'));
  return passed({ node, relation, rows, sql, map, fileRelations, to, inlined: inlined.value }, written.warnings);
}

/** Renders a text that is within a value of the properties file, natively; mistakes are placed there. */
type RenderText = (template: Template, within: Span) => Promise<Checked<Rendered>>;

/** Asking for any name beyond the node's own makes a rendering give its value. */
const native: ReadonlyMap<string, Value> = new Map([['__smelt_native', true]]);

async function renderArguments(
  trees: ReadonlyMap<string, YamlValue>,
  render: RenderText,
): Promise<Checked<ReadonlyMap<string, Value>>> {
  const templates = argumentTemplates(trees);
  if (!templates.ok) return templates;
  const values = new Map<YamlScalar, Value>();
  const problems: Diagnostic[] = [];
  for (const { text, template } of templates.value) {
    const rendered = await render(template, text.span);
    if (rendered.ok) values.set(text, rendered.value.value);
    else problems.push(...rendered.problems);
  }
  return problems.length > 0 ? failed(problems) : passed(argumentValues(trees, values));
}

async function renderWhere({ config, span }: TestNode, render: RenderText): Promise<Checked<string | null>> {
  const { where } = config;
  if (where === null || !hasTemplate(where)) return passed(where);
  const within = config.spans.get('where') ?? span;
  const template = compileEmbedded({ sql: where, span: within });
  if (!template.ok) return template;
  const rendered = await render(template.value, within);
  return rendered.ok ? passed(rendered.value.text) : rendered;
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
