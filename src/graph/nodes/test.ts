// A data test: one of those that many relations can be given, or a file with SQL of its own.

import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.ts';
import { type Span, spanOf, type TextFile } from '../../diagnostics/text-file.ts';
import type { ResourceFile, TestDeclaration } from '../../project/project.ts';
import type { TestConfig } from '../../project/test-config.ts';
import type { YamlValue } from '../../project/yaml-value.ts';
import { type DependsOn, dependsOn } from '../depends-on.ts';
import { type NodeId, nodeId } from '../node-id.ts';
import type { Reference } from '../reference.ts';
import { describeCode, describeParts, type NodeParts, type Surrounding } from './node-parts.ts';

export interface TestNode extends NodeParts {
  readonly resourceType: 'test';
  readonly test:
    | {
        readonly kind: 'generic';
        readonly name: string;
        readonly arguments: JsonObject;
        /** The same as they are written, each at its place; one without an entry has no place of its own. */
        readonly argumentTrees: ReadonlyMap<string, YamlValue>;
        readonly column: string | null;
      }
    | { readonly kind: 'singular' };
  /** The node it is declared on, which is one of its references; null for singular tests. */
  readonly attachedTo: Reference | null;
  readonly config: TestConfig;
  /** Its SQL gives rows to count, and no relation. */
  readonly relation: null;
}

/** What parsing makes of a test. */
export interface ParsedTestParts {
  readonly config: TestConfig;
  readonly references: readonly Reference[];
  readonly dependsOn: DependsOn;
}

/** What a generic test is declared on. */
export interface TestSubject {
  readonly packageName: string;
  /** In the test's name: the model's name, or `source_name_table`. */
  readonly label: string;
  readonly folders: readonly string[];
  /** The properties file. */
  readonly file: TextFile;
  readonly reference: (span: Span) => Reference;
}

type Named = Pick<NodeParts, 'id' | 'name' | 'packageName' | 'fqn' | 'file' | 'span' | 'description'>;

function createTest(
  named: Named,
  test: TestNode['test'],
  attachedTo: Reference | null,
  parsed: ParsedTestParts,
): TestNode {
  const { config } = parsed;
  return {
    resourceType: 'test',
    ...named,
    tags: config.tags,
    meta: config.meta,
    test,
    attachedTo,
    relation: null,
    ...parsed,
  };
}

export function createGenericTest(
  declaration: TestDeclaration,
  subject: TestSubject,
  parsed: ParsedTestParts,
): TestNode {
  const { packageName, label } = subject;
  const { column, span } = declaration;
  const attachedTo = subject.reference(span);
  const name = declaration.customName ?? nameOf(declaration, label, attachedTo);
  return createTest(
    {
      id: testId(packageName, name, [declaration.name, declaration.arguments, column, label]),
      name,
      packageName,
      fqn: [packageName, ...subject.folders, name],
      file: subject.file,
      span,
      description: declaration.description,
    },
    {
      kind: 'generic',
      name: declaration.name,
      arguments: declaration.arguments,
      argumentTrees: declaration.argumentTrees,
      column,
    },
    attachedTo,
    { ...parsed, references: [attachedTo, ...parsed.references] },
  );
}

export function createSingularTest(resource: ResourceFile, parsed: ParsedTestParts): TestNode {
  const { name, packageName, fqn, file } = resource;
  const description = resource.properties?.description ?? '';
  const docs = { docs: resource.properties?.docs ?? [] };
  return createTest(
    { id: nodeId('test', packageName, name), name, packageName, fqn, file, span: spanOf(file), description },
    { kind: 'singular' },
    null,
    { ...parsed, dependsOn: dependsOn(parsed.dependsOn, docs) },
  );
}

function nameOf(declaration: TestDeclaration, label: string, attachedTo: Reference): string {
  const prefix = attachedTo.kind === 'source' ? 'source_' : '';
  return `${prefix}${genericTestName(declaration.name, label.replaceAll('.', '_'), declaration.arguments, declaration.column)}`;
}

/** The last ten digits of the md5 of what makes a generic test the one it is. */
export function testId(packageName: string, name: string, identity: JsonValue): NodeId {
  const hash = createHash('md5').update(JSON.stringify(identity)).digest('hex').slice(-10);
  return nodeId('test', packageName, name, hash);
}

/**
 * `test_relation_arguments`, arguments by name in alphabetical order, anything but letters, digits and underscores made
 * an underscore (dbt-core, `synthesize_generic_test_names`). A source's relation is `source_name_table`.
 */
export function genericTestName(
  test: string,
  subject: string,
  testArguments: JsonObject,
  column: string | null,
): string {
  const all: JsonObject = column === null ? testArguments : { ...testArguments, column_name: column };
  const flat = Object.keys(all)
    .sort()
    .flatMap((key) => flatten(all[key] ?? null))
    .map((text) => text.replace(/[^0-9a-zA-Z_]+/g, '_'));
  return `${test.replace('.', '_')}_${subject}_${flat.join('__')}`;
}

function flatten(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return value.map(pythonText);
  if (isJsonObject(value)) return Object.values(value).map(pythonText);
  return [pythonText(value)];
}

function pythonText(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** dbt's `model` of a test. */
export function describeTest(node: TestNode, surrounding: Surrounding): JsonObject {
  const { test } = node;
  const described = {
    ...describeParts(node, surrounding),
    alias: node.name,
    ...describeCode(node.file.text, node.references),
  };
  if (test.kind === 'singular') return described;
  return {
    ...described,
    column_name: test.column,
    test_metadata: { name: test.name, kwargs: { ...test.arguments, column_name: test.column }, namespace: null },
  };
}
