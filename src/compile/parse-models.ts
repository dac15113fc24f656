// From a project's files to the nodes of its graph: every template is compiled and rendered in parse mode, settings are
// merged, relations get their names. All mistakes of all files are found in one go.

import { allOf, failed, passed } from '../base/checked.ts';
import type { JsonObject } from '../base/json-value.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/source-text.ts';
import type { ModelNode, Node, NodeId, Reference, SeedNode } from '../graph/node.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import { type ModelConfig, materializationNames } from '../project/model-config.ts';
import { parseModelConfig } from '../project/parse-model-config.ts';
import type { ConfigEntry, Project, ResourceFile } from '../project/project.ts';
import { loadMacros, type MacroLibrary, materializationsOf } from '../template/macros.ts';
import type { RunFacts } from '../template/vocabulary.ts';
import { compileHook, parseHook } from './hook.ts';
import { nodeId } from './node-id.ts';
import { oneOfEachName } from './one-of-each-name.ts';
import { parseReference, parseTemplate } from './parse-template.ts';
import { parseTests } from './parse-tests.ts';
import { relationNameOf } from './relation-name.ts';
import { sourceNodes } from './source-nodes.ts';

export interface ParsedProject {
  readonly nodes: readonly Node[];
  /** Of models and singular tests. */
  readonly templates: ReadonlyMap<NodeId, Template>;
  readonly library: MacroLibrary;
}

/** What could be parsed beside what is wrong: a graph of it can still be looked through for further mistakes. */
export interface ParseResult {
  readonly parsed: ParsedProject;
  /** Names of models, seeds and sources that could not be parsed. */
  readonly missing: ReadonlySet<string>;
  readonly problems: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

export function parseModels(project: Project, run: RunFacts): ParseResult {
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const missing = new Set<string>();
  const take = <T>(checked: Checked<T>, name?: string): T | undefined => {
    if (!checked.ok) {
      problems.push(...checked.problems);
      if (name !== undefined) missing.add(name);
      return undefined;
    }
    warnings.push(...checked.warnings);
    return checked.value;
  };
  const library = take(loadMacros(project.name, project.macroFiles)) ?? {
    projectName: project.name,
    packages: new Map(),
  };
  const parsed: { file: ResourceFile; node: ModelNode | SeedNode; template: Template | null }[] = [];
  for (const file of project.models) {
    const template = take(compileTemplate(file.source), file.name);
    const node = template && take(modelNode(file, template, run, library), file.name);
    if (node) parsed.push({ file, node, template });
  }
  for (const file of project.seeds) {
    const node = take(seedNode(file, run, library), file.name);
    if (node) parsed.push({ file, node, template: null });
  }
  const resources = oneOfEachName(parsed, (problem) => problems.push(problem));
  const left = new Set(parsed.filter((one) => !resources.includes(one)).map(({ file }) => file));
  const described = [...project.models, ...project.seeds, ...project.snapshots].filter((file) => !left.has(file));
  const tests = parseTests(project, described, run, library);
  const templates = new Map<NodeId, Template>();
  for (const { node, template } of [...resources, ...tests.tests]) if (template) templates.set(node.id, template);
  const nodes: Node[] = [
    ...resources.map(({ node }) => node),
    ...sourceNodes(project, run.target.schema),
    ...tests.tests.map(({ node }) => node),
  ];
  problems.push(...tests.problems);
  warnings.push(...tests.warnings);
  for (const { value: sql, span } of [...project.onRunStart, ...project.onRunEnd]) take(compileHook({ sql, span }));
  return { parsed: { nodes, templates, library }, missing, problems, warnings };
}

function modelNode(file: ResourceFile, template: Template, run: RunFacts, library: MacroLibrary): Checked<ModelNode> {
  const { packageName } = file;
  const parsed = parseTemplate(template, { run, library, packageName, model: fileValue(file, 'model', run) });
  if (!parsed.ok) return parsed;
  const config = parseConfig(file, [...file.config, ...parsed.value.config], materializationsOf(library));
  if (!config.ok) return failed([...parsed.warnings, ...config.problems]);
  if (config.value.materialized === 'custom' && config.value.enabled)
    return failed([...parsed.warnings, ...config.warnings, customLater(file, config.value)]);
  const parts = commonParts(file, config.value, run, library, 'model');
  if (!parts.ok) return failed([...parsed.warnings, ...config.warnings, ...parts.problems]);
  const node: ModelNode = {
    ...parts.value,
    resourceType: 'model',
    id: nodeId('model', packageName, file.name),
    references: [...parsed.value.references, ...parts.value.references],
  };
  return passed(node, [...parsed.warnings, ...config.warnings, ...parts.warnings]);
}

function customLater(file: ResourceFile, config: ModelConfig): Diagnostic {
  return errorAt(
    'MATERIALIZATION_CUSTOM',
    `materializations written in Jinja, such as "${config.materializationName}", are not there yet`,
    {
      span: config.spans.get('materialized') ?? spanOf(file.source),
      help: `Choose one of ${materializationNames.filter((name) => name !== 'seed').join(', ')}`,
    },
  );
}

function seedNode(file: ResourceFile, run: RunFacts, library: MacroLibrary): Checked<SeedNode> {
  const config = parseConfig(
    file,
    [{ key: 'materialized', value: 'seed', span: spanOf(file.source) }, ...file.config],
    new Set(),
  );
  if (!config.ok) return config;
  const parts = commonParts(file, config.value, run, library, 'seed');
  if (!parts.ok) return failed([...config.warnings, ...parts.problems]);
  const id = nodeId('seed', file.packageName, file.name);
  return passed({ ...parts.value, resourceType: 'seed', id }, [...config.warnings, ...parts.warnings]);
}

/** What is known of a file before it is parsed: dbt's `model` in parse mode, and what naming macros see. */
function fileValue(file: ResourceFile, resourceType: string, run: RunFacts, config: JsonObject = {}): JsonObject {
  return {
    unique_id: nodeId(resourceType, file.packageName, file.name),
    name: file.name,
    resource_type: resourceType,
    package_name: file.packageName,
    path: [...file.fqn.slice(1, -1), file.source.path.slice(file.source.path.lastIndexOf('/') + 1)].join('/'),
    original_file_path: file.source.path,
    fqn: file.fqn,
    alias: file.name,
    schema: run.target.schema,
    database: run.target.database,
    raw_code: file.source.text,
    language: 'sql',
    description: file.properties?.description ?? '',
    config,
    tags: config.tags ?? [],
    meta: config.meta ?? {},
  };
}

function parseConfig(
  file: ResourceFile,
  entries: readonly ConfigEntry[],
  materializations: ReadonlySet<string>,
): Checked<ModelConfig> {
  return parseModelConfig(entries, { kind: file.kind === 'seed' ? 'seed' : 'model', materializations });
}

function commonParts(
  file: ResourceFile,
  config: ModelConfig,
  run: RunFacts,
  library: MacroLibrary,
  resourceType: 'model' | 'seed',
) {
  const columns = file.properties?.columns ?? [];
  const constraints = file.properties?.constraints ?? [];
  const value = fileValue(file, resourceType, run, config.values);
  const relation = relationNameOf(file, config, value, run, library);
  if (!relation.ok) return relation;
  const { packageName } = file;
  const environment = { run, library, packageName, model: value };
  const hooks = allOf([...config.preHooks, ...config.postHooks].map((hook) => parseHook(hook, environment)));
  if (!hooks.ok) return hooks;
  return passed(
    {
      name: file.name,
      packageName: file.packageName,
      fqn: file.fqn,
      tags: config.tags,
      source: file.source,
      description: file.properties?.description ?? '',
      meta: config.meta,
      config,
      relation: relation.value,
      columns,
      constraints,
      properties: file.properties,
      references: [
        ...[...constraints, ...columns.flatMap((column) => column.constraints)].flatMap(
          (constraint) => (constraint.to && parseReference(constraint.to.value, constraint.to.span)) ?? [],
        ),
        ...hooks.value.flat(),
      ].filter((reference) => !isOwn(reference, file)),
    },
    [...relation.warnings, ...hooks.warnings],
  );
}

/** A foreign key or a hook that names its own node is no edge: it needs no other run. */
function isOwn(reference: Reference, file: ResourceFile): boolean {
  return (
    reference.kind === 'ref' &&
    reference.name === file.name &&
    (reference.packageName === null || reference.packageName === file.packageName)
  );
}
