// A data test: one of those that many relations can be given, or a file with SQL of its own.

import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.ts';
import { type Span, type TextFile, wholeOf } from '../../diagnostics/text-file.ts';
import { toRepr } from '../../jinja/python/printing.ts';
import type { ResourceFile, TestDeclaration } from '../../project/project.ts';
import type { TestConfig } from '../../project/test-config.ts';
import type { YamlValue } from '../../project/yaml-value.ts';
import { type DependsOn, dependsOn } from '../depends-on.ts';
import { type NodeId, nodeId } from '../node-id.ts';
import type { Reference } from '../reference.ts';
import {
  checksumOf,
  dependencies,
  describeCode,
  describeNode,
  describeParts,
  type NodeParts,
  type Surrounding,
} from './node-parts.ts';

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
      id: testId(packageName, name, metadataOf(declaration, attachedTo)),
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
    { id: nodeId('test', packageName, name), name, packageName, fqn, file, span: wholeOf(file), description },
    { kind: 'singular' },
    null,
    { ...parsed, dependsOn: dependsOn(parsed.dependsOn, docs) },
  );
}

function nameOf(declaration: TestDeclaration, label: string, attachedTo: Reference): string {
  const prefix = attachedTo.kind === 'source' ? 'source_' : '';
  return `${prefix}${genericTestName(declaration.name, label.replaceAll('.', '_'), declaration.arguments, declaration.column)}`;
}

/** With the last ten digits of the md5 of its name and its metadata (dbt-core, `create_test_node`). */
export function testId(packageName: string, name: string, metadata: JsonObject): NodeId {
  const hash = md5(`${name}${hashable(metadata)}`).slice(-10);
  return nodeId('test', packageName, name, hash);
}

/** dbt's `test_metadata`. */
function metadataOf(
  { name, arguments: given, column }: Pick<TestDeclaration, 'name' | 'arguments' | 'column'>,
  attachedTo: Reference,
): JsonObject {
  const [short = '', namespace = null] = name.split('.').reverse();
  const { name: subject } = attachedTo;
  const model = attachedTo.kind === 'source' ? `source('${attachedTo.sourceName}', '${subject}')` : `ref('${subject}')`;
  return {
    name: short,
    kwargs: {
      ...given,
      ...(column === null ? {} : { column_name: column }),
      model: `{{ get_where_subquery(${model}) }}`,
    },
    namespace,
  };
}

/** As dbt-core writes what it hashes: keys in order, and Python's text of each value. */
function hashable(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(hashable).join(', ')}]`;
  if (!isJsonObject(value)) return toRepr(pythonText(value));
  const entries = Object.keys(value).sort();
  return `{${entries.map((key) => `${toRepr(key)}: ${hashable(value[key] ?? null)}`).join(', ')}}`;
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
  const { test, attachedTo } = node;
  const isGeneric = test.kind === 'generic';
  return {
    ...describeParts(node, surrounding),
    ...describeNode(surrounding),
    ...dependencies(node, surrounding),
    ...describeCode(isGeneric ? genericCode(test.name) : node.file.text, referencesOf(node)),
    schema: [
      surrounding.schema,
      ...(typeof surrounding.config.schema === 'string' ? [surrounding.config.schema] : []),
    ].join('_'),
    alias: node.name,
    relation_name: null,
    checksum: isGeneric ? { name: 'none', checksum: '' } : checksumOf(node.file.text),
    columns: {},
    contract: { enforced: false, alias_types: true, checksum: null },
    config: { ...surrounding.config, materialized: 'test' },
    ...(isGeneric && attachedTo ? describeGeneric(node, test, attachedTo, surrounding) : {}),
  };
}

/** As dbt-core writes the template of one. */
function genericCode(test: string): string {
  return `{{ ${test.replace(/[^.]*$/, (name) => `test_${name}`)}(**_dbt_generic_test_kwargs) }}`;
}

/** The one that it is declared on comes last, and without its package. */
function referencesOf({ references, attachedTo }: TestNode): readonly Reference[] {
  if (!attachedTo) return references;
  const own = attachedTo.kind === 'ref' ? { ...attachedTo, packageName: null } : attachedTo;
  return [...references.filter((reference) => reference !== attachedTo), own];
}

/** A name that no relation could have gives its first 30 characters and a hash. */
function shortName(name: string, beginning: string): string {
  return name.length < 64 ? name : `${beginning.slice(0, 30)}_${md5(name)}`;
}

function labelOf(attachedTo: Reference): string {
  return attachedTo.kind === 'source' ? `${attachedTo.sourceName}_${attachedTo.name}` : attachedTo.name;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function describeGeneric(
  { name: testName, file }: TestNode,
  { name, column, arguments: given }: Extract<TestNode['test'], { kind: 'generic' }>,
  attachedTo: Reference,
  { parents }: Surrounding,
): JsonObject {
  const attached = parents.find((id) => !id.startsWith('source.') && id.split('.')[2] === attachedTo.name) ?? null;
  const isSource = attachedTo.kind === 'source';
  const section = isSource ? 'sources' : `${attached?.split('.')[0] ?? 'model'}s`;
  const alias = shortName(testName, `${name.replace('.', '_')}_${labelOf(attachedTo)}`);
  return {
    path: `${alias}.sql`,
    alias,
    original_file_path: file.path,
    column_name: column,
    attached_node: isSource ? null : attached,
    file_key_name: `${section}.${isSource ? attachedTo.sourceName : attachedTo.name}`,
    test_metadata: metadataOf({ name, arguments: given, column }, attachedTo),
  };
}
