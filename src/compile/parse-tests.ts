// Data tests as nodes: generic ones from properties files, singular ones from their own files.

import { passed } from '../base/checked.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { TestNode } from '../graph/node.ts';
import { createSingularTest, type TestSubject } from '../graph/nodes/test.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import { versionTag } from '../project/model-version.ts';
import type { Project, ResourceFile, SourceTable, TestDeclaration } from '../project/project.ts';
import { parseTestConfig } from '../project/test-config.ts';
import { oneOfEachName, withoutDisabledTwins } from './one-of-each-name.ts';
import { parseGenericTest } from './parse-generic-test.ts';
import { type ParseEnvironment, parseTemplate } from './parse-template.ts';
import { folderDefaults, unreadParts, unreadSubject } from './unread-test.ts';

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
  const generic: TestNode[] = [];
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const taken = <T>(checked: Checked<T>): readonly T[] => {
    if (!checked.ok) {
      problems.push(...checked.problems);
      return [];
    }
    warnings.push(...checked.warnings);
    return [checked.value];
  };
  for (const file of described) {
    for (const declaration of declarationsOf(file.properties))
      generic.push(...taken(parseGenericTest(declaration, resourceSubject(file), project, environment)));
  }
  for (const table of project.sources) {
    for (const declaration of declarationsOf(table))
      generic.push(...taken(parseGenericTest(declaration, sourceSubject(table), project, environment)));
  }
  const singular = oneOfEachName(
    project.singularTests.flatMap((file) => taken(singularTest(file, project, environment))),
    (problem) => problems.push(problem),
  );
  const counted = withoutDisabledTwins(generic);
  return { tests: [...counted.map((node) => ({ node, template: null })), ...singular], problems, warnings };
}

function declarationsOf(owner: Pick<SourceTable, 'tests' | 'columns'> | null): readonly TestDeclaration[] {
  return owner ? [...owner.tests, ...owner.columns.flatMap((column) => column.tests)] : [];
}

function resourceSubject(file: ResourceFile): TestSubject {
  const { version } = file;
  return {
    packageName: file.packageName,
    label: version ? `${file.name}_${versionTag(version.name)}` : file.name,
    folders: file.fqn.slice(1, version ? -2 : -1),
    file: file.properties?.file ?? file.file,
    reference: (span) => ({
      kind: 'ref',
      packageName: file.packageName,
      name: file.name,
      version: version?.name ?? null,
      span,
    }),
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

function singularTest(file: ResourceFile, project: Project, environment: ParseEnvironment): Checked<ParsedTest> {
  const template = compileTemplate(file.file);
  if (!template.ok) return template;
  const subject = unreadSubject(createSingularTest(file, unreadParts), environment);
  const parsed = parseTemplate(template.value, subject, environment);
  if (!parsed.ok) return parsed;
  const config = parseTestConfig([...folderDefaults(project, file.fqn), ...file.config, ...parsed.value.config]);
  if (!config.ok) return config;
  const node = createSingularTest(file, { ...parsed.value, config: config.value });
  return passed({ node, template: template.value }, [...template.warnings, ...parsed.warnings, ...config.warnings]);
}
