// Data tests as nodes: generic ones from properties files, singular ones from their own files.

import { failed, passed } from '../base/checked.ts';
import { InternalError } from '../base/internal-error.ts';
import { isJsonObject, type JsonValue } from '../base/json-value.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { dependsOn, dependsOnNothing, type NamesFound } from '../graph/depends-on.ts';
import { describe, type TestNode } from '../graph/node.ts';
import { createGenericTest, createSingularTest, type ParsedTestParts, type TestSubject } from '../graph/nodes/test.ts';
import { parseReference } from '../graph/reference.ts';
import { compileTemplate } from '../jinja/index.ts';
import { dictFrom } from '../jinja/python/dicts.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import type { Template } from '../jinja/template.ts';
import type { Value } from '../jinja/value.ts';
import type { Project, ResourceFile, SourceTable, TestDeclaration } from '../project/project.ts';
import { parseTestConfig, type TestConfig } from '../project/test-config.ts';
import { builtinPackage, macroId } from '../template/macros.ts';
import { RelationObject } from '../template/relation-object.ts';
import type { TemplateEnvironment } from '../template/vocabulary.ts';
import { oneOfEachName } from './one-of-each-name.ts';
import {
  type ParsedSubject,
  type ParsedTemplate,
  type ParseEnvironment,
  parseTemplate,
  renderInParseMode,
} from './parse-template.ts';
import {
  argumentTemplate,
  atDeclaration,
  findWrittenTest,
  writtenTestArguments,
  writtenTestCall,
} from './written-test.ts';

export interface ParsedTest {
  readonly node: TestNode;
  readonly template: Template | null;
}

export interface ParsedTests {
  readonly tests: readonly ParsedTest[];
  readonly problems: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** `described`: the models, seeds and snapshots whose tests are run. */
export function parseTests(
  project: Project,
  described: readonly ResourceFile[],
  environment: ParseEnvironment,
): ParsedTests {
  const generic: ParsedTest[] = [];
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const taken = (checked: Checked<ParsedTest>): readonly ParsedTest[] => {
    if (!checked.ok) {
      problems.push(...checked.problems);
      return [];
    }
    warnings.push(...checked.warnings);
    return [checked.value];
  };
  for (const file of described) {
    for (const declaration of declarationsOf(file.properties))
      generic.push(...taken(genericTest(declaration, resourceSubject(file), project, environment)));
  }
  for (const table of project.sources) {
    for (const declaration of declarationsOf(table))
      generic.push(...taken(genericTest(declaration, sourceSubject(table), project, environment)));
  }
  const singular = oneOfEachName(
    project.singularTests.flatMap((file) => taken(singularTest(file, environment))),
    (problem) => problems.push(problem),
  );
  return { tests: [...generic, ...singular], problems, warnings };
}

function declarationsOf(owner: Pick<SourceTable, 'tests' | 'columns'> | null): readonly TestDeclaration[] {
  return owner ? [...owner.tests, ...owner.columns.flatMap((column) => column.tests)] : [];
}

function resourceSubject(file: ResourceFile): TestSubject {
  return {
    packageName: file.packageName,
    label: file.name,
    folders: file.fqn.slice(1, -1),
    file: file.properties?.file ?? file.file,
    reference: (span) => ({ kind: 'ref', packageName: file.packageName, name: file.name, version: null, span }),
  };
}

function sourceSubject(table: SourceTable): TestSubject {
  return {
    packageName: table.packageName,
    label: `${table.sourceName}_${table.name}`,
    folders: [],
    file: table.file,
    reference: (span) => ({ kind: 'source', sourceName: table.sourceName, name: table.name, span }),
  };
}

function genericTest(
  declaration: TestDeclaration,
  subject: TestSubject,
  { testConfigs }: Pick<Project, 'testConfigs'>,
  environment: ParseEnvironment,
): Checked<ParsedTest> {
  const create = (parts: ParsedTestParts) => createGenericTest(declaration, subject, parts);
  let known: TestNode | undefined;
  const unread = () => {
    known ??= create(unreadParts);
    return known;
  };
  const written = parseWrittenTest(declaration, subject, environment, unread);
  if (!written.ok) return written;
  const defaults = testConfigs.filter(({ prefix }) => prefix.every((part, index) => unread().fqn[index] === part));
  const config = parseTestConfig([
    ...defaults.flatMap((folder) => folder.entries),
    ...written.value.config,
    ...declaration.config,
  ]);
  if (!config.ok) return config;
  const others = Object.values(declaration.arguments).flatMap((value) => {
    const reference = typeof value === 'string' ? parseReference(value, declaration.span) : null;
    return reference ? [reference] : [];
  });
  const node = create({
    config: config.value,
    references: [...others, ...written.value.references],
    dependsOn: dependsOn(
      written.value.dependsOn,
      testMacro(declaration, subject, environment),
      whereMacro,
      ...namesInArguments([declaration.arguments, config.value.where], subject, environment),
    ),
  });
  return passed({ node, template: null }, [...written.warnings, ...config.warnings]);
}

/** A test of which nothing is known but its name. */
const unreadParts: ParsedTestParts = { config: unsetConfig(), references: [], dependsOn: dependsOnNothing };

function unsetConfig(): TestConfig {
  const config = parseTestConfig([]);
  if (!config.ok) throw new InternalError('the config of a test that says nothing is wrong');
  return config.value;
}

function subjectOf(node: TestNode, { run }: TemplateEnvironment): ParsedSubject {
  const { database } = run.target;
  return { node, model: () => describe(node, { database, config: {}, parents: [], isPlaced: false }) };
}

/** What the macro of a test that the project or a package wrote says of itself: its config() and its references. */
function parseWrittenTest(
  declaration: TestDeclaration,
  subject: TestSubject,
  environment: ParseEnvironment,
  unread: () => TestNode,
): Checked<ParsedTemplate> {
  const { packageName, file, label } = subject;
  const call = writtenTestCall(environment.library, { packageName, name: declaration.name, path: file.path });
  if (!call) return passed({ references: [], config: [], dependsOn: dependsOnNothing });
  if (!call.ok) return call;
  const { target } = environment.run;
  const given = Object.entries(declaration.arguments).map(([key, value]): [string, Value] => [key, fromJson(value)]);
  const relation = RelationObject.of({ schema: target.schema, name: label }, target.database);
  given.push(['model', relation]);
  if (declaration.column !== null) given.push(['column_name', declaration.column]);
  const extra = new Map<string, Value>([[writtenTestArguments, dictFrom(given)]]);
  const parsed = renderInParseMode(call.value, subjectOf(unread(), environment), environment, extra);
  if (parsed.ok)
    return passed(
      { ...parsed.value, references: parsed.value.references.map((one) => ({ ...one, span: declaration.span })) },
      parsed.warnings,
    );
  return failed(atDeclaration(parsed.problems, call.value, declaration.span));
}

/** The test's own macro: as dbt's `macro.dbt.test_not_null` where nobody wrote another. */
function testMacro({ name }: TestDeclaration, { packageName }: TestSubject, environment: ParseEnvironment) {
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

/** What the templates among a test's arguments use; a mistake in one is reported when the test runs. */
function namesInArguments(
  value: JsonValue,
  { file, packageName }: TestSubject,
  { names }: ParseEnvironment,
): readonly NamesFound[] {
  const read = (one: JsonValue): readonly NamesFound[] => {
    if (Array.isArray(one)) return one.flatMap(read);
    if (isJsonObject(one)) return Object.values(one).flatMap(read);
    const text = typeof one === 'string' ? argumentTemplate(one) : null;
    const template = text === null ? null : compileTemplate({ path: file.path, text });
    return template?.ok ? [names.inTree(template.value.tree, packageName)] : [];
  };
  return read(value);
}

function singularTest(file: ResourceFile, environment: ParseEnvironment): Checked<ParsedTest> {
  const template = compileTemplate(file.file);
  if (!template.ok) return template;
  const subject = subjectOf(createSingularTest(file, unreadParts), environment);
  const parsed = parseTemplate(template.value, subject, environment);
  if (!parsed.ok) return parsed;
  const config = parseTestConfig([...file.config, ...parsed.value.config]);
  if (!config.ok) return config;
  const node = createSingularTest(file, { ...parsed.value, config: config.value });
  return passed({ node, template: template.value }, [...template.warnings, ...parsed.warnings, ...config.warnings]);
}
