// Nodes of a graph stated in a line each, for tests of what comes after parsing.

import { spanOf } from '../../src/diagnostics/text-file.ts';
import { dependsOnNothing } from '../../src/graph/depends-on.ts';
import type { ModelNode, NodeId, Reference, SnapshotNode, SourceNode, TestNode } from '../../src/graph/node.ts';
import { createModel } from '../../src/graph/nodes/model.ts';
import { createSnapshot } from '../../src/graph/nodes/snapshot.ts';
import { createSource } from '../../src/graph/nodes/source.ts';
import { createGenericTest } from '../../src/graph/nodes/test.ts';
import type { ModelConfig } from '../../src/project/model-config.ts';
import { parseModelConfig } from '../../src/project/parse-model-config.ts';
import type { ResourceFile, ResourceKind } from '../../src/project/project.ts';
import { noSourceFacts } from '../../src/project/source-facts.ts';
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
  const file = fileOf('model', name, reads, parts.folder ?? 'models', parts.packageName);
  const node = createModel(file, {
    config: modelConfig(parts.enabled ?? true),
    relation: { schema: 'public', name },
    references: reads.map((one) => referenceTo(one, file.file)),
    dependsOn: dependsOnNothing,
  });
  return { ...node, tags: parts.tags ?? [] };
}

/** Of a table `snapshots.name`. */
export function snapshot(name: string, reads: readonly string[] = []): SnapshotNode {
  const file = fileOf('snapshot', name, reads, 'snapshots');
  return createSnapshot(
    file,
    { kind: 'block', body: spanOf(file.file, 0, file.file.text.length), span: spanOf(file.file) },
    {
      config: modelConfig(true, 'snapshot'),
      relation: { schema: 'snapshots', name },
      references: reads.map((one) => referenceTo(one, file.file)),
      dependsOn: dependsOnNothing,
    },
  );
}

function fileOf(
  kind: ResourceKind,
  name: string,
  reads: readonly string[],
  folder: string,
  inPackage = packageName,
): ResourceFile {
  return {
    kind,
    packageName: inPackage,
    name,
    fqn: [inPackage, ...folder.split('/').slice(1), name],
    file: { path: `${folder}/${name}.sql`, text: reads.map((one) => `{{ read('${one}') }}`).join('\n') },
    config: [],
    properties: null,
    snapshot: null,
  };
}

export function source(
  sourceName: string,
  name: string,
  parts: Partial<Pick<SourceNode, 'engineTable' | 'enabled'>> = {},
): SourceNode {
  const file = { path: 'sources.yml', text: `${sourceName}.${name}` };
  return createSource(
    {
      packageName,
      sourceName,
      name,
      fqn: [packageName, sourceName, name],
      identifier: name,
      schema: sourceName,
      description: '',
      enabled: parts.enabled ?? true,
      tags: [],
      meta: {},
      columns: [],
      facts: noSourceFacts,
      docs: [],
      files: null,
      file: file,
      span: spanOf(file),
    },
    parts.engineTable ?? false,
  );
}

/** A test of the first name; the others are what it also reads. */
export function dataTest(name: string, reads: readonly string[]): TestNode {
  const file = { path: 'models/properties.yml', text: name };
  const config = parseTestConfig([]);
  if (!config.ok) throw new Error('the default config of a test is wrong');
  const [subject = '', ...others] = reads;
  const node = createGenericTest(
    {
      name: 'not_null',
      arguments: {},
      argumentTrees: new Map(),
      config: [],
      customName: name,
      description: '',
      column: null,
      span: spanOf(file),
    },
    { packageName, label: subject, folders: [], file: file, reference: () => referenceTo(subject, file) },
    {
      config: config.value,
      references: others.map((one) => referenceTo(one, file)),
      dependsOn: dependsOnNothing,
    },
  );
  return { ...node, id: idOf(`test.${packageName}.${name}`) };
}

function referenceTo(name: string, file: { readonly path: string; readonly text: string }): Reference {
  const start = Math.max(file.text.indexOf(`'${name}'`), 0);
  const span = spanOf(file, start, start + name.length + 2);
  const [first = '', second] = name.split('.');
  if (second !== undefined) return { kind: 'source', sourceName: first, name: second, span };
  return { kind: 'ref', packageName: null, name, version: null, span };
}

function modelConfig(enabled: boolean, kind: 'model' | 'snapshot' = 'model'): ModelConfig {
  const span = spanOf({ path: 'project.yml', text: 'enabled: false' }, 0, 14);
  const config = parseModelConfig(enabled ? [] : [{ key: 'enabled', value: false, span }], {
    kind,
    materializations: new Set(),
  });
  if (!config.ok) throw new Error('the config of a model is wrong');
  return config.value;
}
