// Nodes of a graph stated in a line each, for tests of what comes after parsing.

import { spanOf } from '../../src/diagnostics/source-text.ts';
import type { ModelNode, NodeId, Reference, SourceNode, TestNode } from '../../src/graph/node.ts';
import type { ModelConfig } from '../../src/project/model-config.ts';
import { parseModelConfig } from '../../src/project/parse-model-config.ts';
import { parseTestConfig } from '../../src/project/test-config.ts';

const packageName = 'shop';

export function idOf(text: string): NodeId {
  return text as NodeId;
}

/** `reads` are names of models, or `source.table`. */
export function model(
  name: string,
  reads: readonly string[] = [],
  parts: Partial<Pick<ModelNode, 'tags' | 'packageName'>> & {
    readonly folder?: string;
    readonly enabled?: boolean;
  } = {},
): ModelNode {
  const folder = parts.folder ?? 'models';
  const source = { path: `${folder}/${name}.sql`, text: reads.map((one) => `{{ read('${one}') }}`).join('\n') };
  const inPackage = parts.packageName ?? packageName;
  const references = reads.map((one) => referenceTo(one, source));
  return {
    resourceType: 'model',
    id: idOf(`model.${inPackage}.${name}`),
    name,
    packageName: inPackage,
    fqn: [inPackage, ...folder.split('/').slice(1), name],
    tags: parts.tags ?? [],
    source,
    description: '',
    meta: {},
    config: modelConfig(parts.enabled ?? true),
    relation: { schema: 'public', name },
    columns: [],
    constraints: [],
    properties: null,
    references,
  };
}

export function source(
  sourceName: string,
  name: string,
  parts: Partial<Pick<SourceNode, 'engineTable' | 'enabled'>> = {},
): SourceNode {
  const file = { path: 'sources.yml', text: `${sourceName}.${name}` };
  return {
    resourceType: 'source',
    id: idOf(`source.${packageName}.${sourceName}.${name}`),
    name,
    sourceName,
    packageName,
    fqn: [packageName, sourceName, name],
    tags: [],
    source: file,
    description: '',
    meta: {},
    relation: { schema: sourceName, name },
    files: null,
    engineTable: parts.engineTable ?? false,
    enabled: parts.enabled ?? true,
    span: spanOf(file),
  };
}

/** A test of the first name; the others are what it also reads. */
export function dataTest(name: string, reads: readonly string[]): TestNode {
  const file = { path: 'models/properties.yml', text: name };
  const config = parseTestConfig([]);
  if (!config.ok) throw new Error('the default config of a test is wrong');
  const references = reads.map((one) => referenceTo(one, file));
  return {
    resourceType: 'test',
    id: idOf(`test.${packageName}.${name}`),
    name,
    packageName,
    fqn: [packageName, name],
    tags: [],
    source: file,
    description: '',
    meta: {},
    test: { kind: 'generic', name: 'not_null', arguments: {}, argumentSpans: new Map(), column: null },
    attachedTo: references[0] ?? null,
    config: config.value,
    references,
    span: spanOf(file),
  };
}

function referenceTo(name: string, file: { readonly path: string; readonly text: string }): Reference {
  const start = Math.max(file.text.indexOf(`'${name}'`), 0);
  const span = spanOf(file, start, start + name.length + 2);
  const [first = '', second] = name.split('.');
  if (second !== undefined) return { kind: 'source', sourceName: first, name: second, span };
  return { kind: 'ref', packageName: null, name, version: null, span };
}

function modelConfig(enabled: boolean): ModelConfig {
  const span = spanOf({ path: 'project.yml', text: 'enabled: false' }, 0, 14);
  const config = parseModelConfig(enabled ? [] : [{ key: 'enabled', value: false, span }], {
    kind: 'model',
    materializations: new Set(),
  });
  if (!config.ok) throw new Error('the config of a model is wrong');
  return config.value;
}
