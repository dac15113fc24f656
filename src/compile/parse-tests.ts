// Data tests as nodes: generic ones from properties files, singular ones from their own files.

import { failed, passed } from '../base/checked.ts';
import type { JsonObject } from '../base/json-value.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { type SourceText, type Span, spanOf } from '../diagnostics/source-text.ts';
import type { Reference, TestNode } from '../graph/node.ts';
import { compileTemplate } from '../jinja/index.ts';
import { dictFrom } from '../jinja/python/dicts.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import type { Template } from '../jinja/template.ts';
import type { Value } from '../jinja/value.ts';
import type { Project, ResourceFile, SourceTable, TestDeclaration } from '../project/project.ts';
import { parseTestConfig } from '../project/test-config.ts';
import type { MacroLibrary } from '../template/macros.ts';
import { RelationObject } from '../template/relation-object.ts';
import type { RunFacts } from '../template/vocabulary.ts';
import { genericTestName, nodeId, testId } from './node-id.ts';
import { oneOfEachName } from './one-of-each-name.ts';
import {
  type ParsedTemplate,
  type ParseEnvironment,
  parseReference,
  parseTemplate,
  renderInParseMode,
} from './parse-template.ts';
import { atDeclaration, writtenTestArguments, writtenTestCall } from './written-test.ts';

export interface ParsedTest {
  readonly node: TestNode;
  readonly template: Template | null;
}

/** What a generic test is declared on. */
interface Subject {
  readonly packageName: string;
  /** In the test's name: the model's name, or `source_name_table`. */
  readonly label: string;
  readonly folders: readonly string[];
  readonly source: SourceText;
  readonly reference: (span: Span) => Reference;
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
  run: RunFacts,
  library: MacroLibrary,
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
      generic.push(...taken(genericTest(declaration, resourceSubject(file), project, run, library)));
  }
  for (const table of project.sources) {
    for (const declaration of declarationsOf(table))
      generic.push(...taken(genericTest(declaration, sourceSubject(table), project, run, library)));
  }
  const singular = oneOfEachName(
    project.singularTests.flatMap((file) => taken(singularTest(file, run, library))),
    (problem) => problems.push(problem),
  );
  return { tests: [...generic, ...singular], problems, warnings };
}

function declarationsOf(owner: Pick<SourceTable, 'tests' | 'columns'> | null): readonly TestDeclaration[] {
  return owner ? [...owner.tests, ...owner.columns.flatMap((column) => column.tests)] : [];
}

function resourceSubject(file: ResourceFile): Subject {
  return {
    packageName: file.packageName,
    label: file.name,
    folders: file.fqn.slice(1, -1),
    source: file.properties?.source ?? file.source,
    reference: (span) => ({ kind: 'ref', packageName: file.packageName, name: file.name, version: null, span }),
  };
}

function sourceSubject(table: SourceTable): Subject {
  return {
    packageName: table.packageName,
    label: `${table.sourceName}_${table.name}`,
    folders: [],
    source: table.source,
    reference: (span) => ({ kind: 'source', sourceName: table.sourceName, name: table.name, span }),
  };
}

function genericTest(
  declaration: TestDeclaration,
  subject: Subject,
  project: Project,
  run: RunFacts,
  library: MacroLibrary,
): Checked<ParsedTest> {
  const { column, span } = declaration;
  const testArguments: JsonObject = declaration.arguments;
  const full = subject.label.includes('.') ? subject.label.replaceAll('.', '_') : subject.label;
  const prefix = subject.reference(span).kind === 'source' ? 'source_' : '';
  const name = declaration.customName ?? `${prefix}${genericTestName(declaration.name, full, testArguments, column)}`;
  const fqn = [subject.packageName, ...subject.folders, name];
  const written = parseWrittenTest(declaration, subject, {
    run,
    library,
    packageName: subject.packageName,
    model: { name, resource_type: 'test', package_name: subject.packageName, fqn },
  });
  if (!written.ok) return written;
  const defaults = project.testConfigs.filter((folder) => folder.prefix.every((part, index) => fqn[index] === part));
  const config = parseTestConfig([
    ...defaults.flatMap((folder) => folder.entries),
    ...written.value.config,
    ...declaration.config,
  ]);
  if (!config.ok) return config;
  const attachedTo = subject.reference(span);
  const others = Object.values(testArguments).flatMap((value) => {
    const reference = typeof value === 'string' ? parseReference(value, span) : null;
    return reference ? [reference] : [];
  });
  const node: TestNode = {
    resourceType: 'test',
    id: testId(subject.packageName, name, [declaration.name, testArguments, column, subject.label]),
    name,
    packageName: subject.packageName,
    fqn,
    tags: config.value.tags,
    source: subject.source,
    description: declaration.description,
    meta: config.value.meta,
    test: {
      kind: 'generic',
      name: declaration.name,
      arguments: testArguments,
      argumentSpans: declaration.argumentSpans,
      column,
    },
    attachedTo,
    config: config.value,
    references: [attachedTo, ...others, ...written.value.references],
    span,
  };
  return passed({ node, template: null }, [...written.warnings, ...config.warnings]);
}

/** What the macro of a test that the project or a package wrote says of itself: its config() and its references. */
function parseWrittenTest(
  declaration: TestDeclaration,
  subject: Subject,
  environment: ParseEnvironment,
): Checked<ParsedTemplate> {
  const call = writtenTestCall(environment.library, subject.packageName, declaration.name, subject.source.path);
  if (!call) return passed({ references: [], config: [] });
  if (!call.ok) return call;
  const { run } = environment;
  const given = Object.entries(declaration.arguments).map(([key, value]): [string, Value] => [key, fromJson(value)]);
  const relation = RelationObject.of({ schema: run.target.schema, name: subject.label }, run.target.database);
  given.push(['model', relation]);
  if (declaration.column !== null) given.push(['column_name', declaration.column]);
  const extra = new Map<string, Value>([[writtenTestArguments, dictFrom(given)]]);
  const parsed = renderInParseMode(call.value, environment, extra);
  if (parsed.ok)
    return passed(
      { ...parsed.value, references: parsed.value.references.map((one) => ({ ...one, span: declaration.span })) },
      parsed.warnings,
    );
  return failed(atDeclaration(parsed.problems, call.value, declaration.span));
}

function singularTest(file: ResourceFile, run: RunFacts, library: MacroLibrary): Checked<ParsedTest> {
  const template = compileTemplate(file.source);
  if (!template.ok) return template;
  const { packageName } = file;
  const model = { name: file.name, package_name: packageName, fqn: file.fqn, resource_type: 'test' };
  const parsed = parseTemplate(template.value, { run, library, packageName, model });
  if (!parsed.ok) return parsed;
  const span = spanOf(file.source);
  const config = parseTestConfig([...file.config, ...parsed.value.config]);
  if (!config.ok) return config;
  const node: TestNode = {
    resourceType: 'test',
    id: nodeId('test', file.packageName, file.name),
    name: file.name,
    packageName: file.packageName,
    fqn: file.fqn,
    tags: config.value.tags,
    source: file.source,
    description: file.properties?.description ?? '',
    meta: config.value.meta,
    test: { kind: 'singular' },
    attachedTo: null,
    config: config.value,
    references: parsed.value.references,
    span,
  };
  return passed({ node, template: template.value }, [...template.warnings, ...parsed.warnings, ...config.warnings]);
}
