// A generic data test to its node: its arguments rendered in parse mode, what the macro of one that somebody wrote says of
// itself, its config merged, and what both refer to.

import { failed, passed } from '../base/checked.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnosticWithin, placesWithin } from '../diagnostics/embedded-text.ts';
import { dependsOn, dependsOnNothing, type NamesFound } from '../graph/depends-on.ts';
import type { TestNode } from '../graph/node.ts';
import { createGenericTest, type ParsedTestParts, type TestSubject } from '../graph/nodes/test.ts';
import { compileTemplate } from '../jinja/index.ts';
import { dictFrom } from '../jinja/python/dicts.ts';
import type { Value } from '../jinja/value.ts';
import type { Project, TestDeclaration } from '../project/project.ts';
import { hasTemplate } from '../project/render-setting.ts';
import { parseTestConfig } from '../project/test-config.ts';
import type { YamlScalar } from '../project/yaml-value.ts';
import { builtinPackage, macroId } from '../template/macros.ts';
import { RelationObject } from '../template/relation-object.ts';
import { type ArgumentTemplate, argumentTemplates, argumentValues } from './argument-templates.ts';
import {
  type ParsedSubject,
  type ParsedTemplate,
  type ParseEnvironment,
  type RenderedTemplate,
  renderInParseMode,
} from './parse-template.ts';
import { folderDefaults, unreadParts, unreadSubject } from './unread-test.ts';
import { atDeclaration, findWrittenTest, writtenTestArguments, writtenTestCall } from './written-test.ts';

export function parseGenericTest(
  declaration: TestDeclaration,
  subject: TestSubject,
  project: Pick<Project, 'testConfigs'>,
  environment: ParseEnvironment,
): Checked<TestNode> {
  const create = (parts: ParsedTestParts) => createGenericTest(declaration, subject, parts);
  const unread = create(unreadParts);
  const given = parseArguments(declaration, unreadSubject(unread, environment), environment);
  if (!given.ok) return given;
  const written = parseWrittenTest({ declaration, subject, unread, given: given.value.values }, environment);
  if (!written.ok) return written;
  const said = [...given.value.parsed, written.value];
  const config = parseTestConfig([
    ...folderDefaults(project, unread.fqn),
    ...said.flatMap((one) => one.config),
    ...declaration.config,
  ]);
  if (!config.ok) return config;
  const node = create({
    config: config.value,
    references: said.flatMap((one) => one.references),
    dependsOn: dependsOn(
      ...said.map((one) => one.dependsOn),
      testMacro(declaration, subject, environment),
      whereMacro,
      namesInWhere(config.value.where, subject, environment),
    ),
  });
  return passed(node, [...given.warnings, ...written.warnings, ...config.warnings]);
}

interface ParsedArguments {
  readonly values: ReadonlyMap<string, Value>;
  /** What each of its templates says. */
  readonly parsed: readonly ParsedTemplate[];
}

function parseArguments(
  { argumentTrees }: TestDeclaration,
  subject: ParsedSubject,
  environment: ParseEnvironment,
): Checked<ParsedArguments> {
  const templates = argumentTemplates(argumentTrees);
  if (!templates.ok) return templates;
  const values = new Map<YamlScalar, Value>();
  const parsed: ParsedTemplate[] = [];
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  for (const one of templates.value) {
    const rendered = parseArgument(one, subject, environment);
    if (rendered.ok) {
      values.set(one.text, rendered.value.value);
      parsed.push(rendered.value);
      warnings.push(...rendered.warnings);
    } else problems.push(...rendered.problems);
  }
  if (problems.length > 0) return failed([...warnings, ...problems]);
  return passed({ values: argumentValues(argumentTrees, values), parsed }, warnings);
}

/** Natively; places are those of the properties file. */
function parseArgument(
  { text, template }: ArgumentTemplate,
  subject: ParsedSubject,
  environment: ParseEnvironment,
): Checked<RenderedTemplate> {
  const { file } = template;
  const rendered = renderInParseMode(template, subject, environment, { native: true });
  const placed = (one: Diagnostic) => diagnosticWithin(one, file, text.span);
  if (!rendered.ok) return failed(rendered.problems.map(placed));
  const place = placesWithin(file, text.span);
  const at = <T extends { readonly span: ParsedTemplate['references'][number]['span'] }>(one: T): T => ({
    ...one,
    span: place(one.span),
  });
  const { references, config } = rendered.value;
  return passed(
    { ...rendered.value, references: references.map(at), config: config.map(at) },
    rendered.warnings.map(placed),
  );
}

interface WrittenTest {
  readonly declaration: TestDeclaration;
  readonly subject: TestSubject;
  readonly unread: TestNode;
  readonly given: ReadonlyMap<string, Value>;
}

/** What the macro of a test that the project or a package wrote says of itself: its config() and its references. */
function parseWrittenTest(
  { declaration, subject, unread, given }: WrittenTest,
  environment: ParseEnvironment,
): Checked<ParsedTemplate> {
  const { packageName, file, label } = subject;
  const { name, column, span } = declaration;
  const call = writtenTestCall(environment.library, { packageName, name, path: file.path });
  if (!call) return passed({ references: [], config: [], dependsOn: dependsOnNothing });
  if (!call.ok) return call;
  const { target } = environment.run;
  const model = RelationObject.of({ schema: target.schema, name: label }, target.database);
  const all = new Map<string, Value>([...given, ['model', model]]);
  if (column !== null) all.set('column_name', column);
  const extra = new Map<string, Value>([[writtenTestArguments, dictFrom([...all])]]);
  const parsed = renderInParseMode(call.value, unreadSubject(unread, environment), environment, { extra });
  if (!parsed.ok) return failed(atDeclaration(parsed.problems, call.value, span));
  const references = parsed.value.references.map((one) => ({ ...one, span }));
  return passed({ ...parsed.value, references }, atDeclaration(parsed.warnings, call.value, span));
}

/** The test's own macro: as dbt's `macro.dbt.test_not_null` where nobody wrote another. */
function testMacro({ name }: TestDeclaration, { packageName }: TestSubject, environment: ParseEnvironment): NamesFound {
  const written = findWrittenTest(environment.library, packageName, name);
  if (written) return environment.names.ofMacro(written, packageName);
  const id = macroId(builtinPackage, `test_${name.slice(name.lastIndexOf('.') + 1)}`);
  return { macros: [id], reachedMacros: [id] };
}

/** dbt has every generic test call it, for the rows that `where` leaves. */
const whereMacro: NamesFound = {
  macros: [macroId(builtinPackage, 'get_where_subquery')],
  reachedMacros: [macroId(builtinPackage, 'get_where_subquery')],
};

/** A mistake in it is reported when the test runs. */
function namesInWhere(
  where: string | null,
  { file, packageName }: TestSubject,
  { names }: ParseEnvironment,
): NamesFound {
  if (where === null || !hasTemplate(where)) return {};
  const template = compileTemplate({ path: file.path, text: where });
  return template.ok ? names.inTree(template.value.tree, packageName) : {};
}
