// From a project's files to the nodes of its graph: every template is compiled and rendered in parse mode, settings are
// merged, relations get their names. All mistakes of all files are found in one go.

import { failed, passed } from '../base/checked.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/source-text.ts';
import type { ModelNode, Node, NodeId, Reference, SeedNode } from '../graph/node.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import type { ModelConfig } from '../project/model-config.ts';
import { parseModelConfig } from '../project/parse-model-config.ts';
import type { ConfigEntry, ConstraintDeclaration, Project, ResourceFile } from '../project/project.ts';
import { loadMacros, type MacroLibrary, materializationsOf } from '../template/macros.ts';
import type { RunFacts } from '../template/vocabulary.ts';
import { nodeId } from './node-id.ts';
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

export function parseModels(project: Project, run: RunFacts): Checked<ParsedProject> {
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const take = <T>(checked: Checked<T>): T | undefined => {
    if (!checked.ok) {
      problems.push(...checked.problems);
      return undefined;
    }
    warnings.push(...checked.warnings);
    return checked.value;
  };
  const library = take(loadMacros(project.name, project.macroFiles)) ?? {
    projectName: project.name,
    packages: new Map(),
  };
  const templates = new Map<NodeId, Template>();
  const nodes: Node[] = [];
  for (const file of project.models) {
    const template = take(compileTemplate(file.source));
    if (!template) continue;
    const node = take(modelNode(file, template, run, library));
    if (!node) continue;
    templates.set(node.id, template);
    nodes.push(node);
  }
  for (const file of project.seeds) {
    const node = take(seedNode(file, run));
    if (node) nodes.push(node);
  }
  nodes.push(...sourceNodes(project, run.target.schema));
  const tests = take(parseTests(project, run, library));
  for (const test of tests ?? []) {
    nodes.push(test.node);
    if (test.template) templates.set(test.node.id, test.template);
  }
  return problems.length > 0 ? failed([...warnings, ...problems]) : passed({ nodes, templates, library }, warnings);
}

function modelNode(file: ResourceFile, template: Template, run: RunFacts, library: MacroLibrary): Checked<ModelNode> {
  const model = { name: file.name, package_name: file.packageName, fqn: file.fqn, resource_type: 'model' };
  const parsed = parseTemplate(template, { run, library, config: file.config, model });
  if (!parsed.ok) return parsed;
  const config = parseConfig(file, [...file.config, ...parsed.value.config], materializationsOf(library));
  if (!config.ok) return failed([...parsed.warnings, ...config.problems]);
  const parts = commonParts(file, config.value, run);
  return passed(
    {
      ...parts,
      resourceType: 'model',
      id: nodeId('model', file.packageName, file.name),
      references: [...parsed.value.references, ...parts.references],
    },
    [...parsed.warnings, ...config.warnings],
  );
}

function seedNode(file: ResourceFile, run: RunFacts): Checked<SeedNode> {
  const config = parseConfig(
    file,
    [{ key: 'materialized', value: 'seed', span: spanOf(file.source) }, ...file.config],
    new Set(),
  );
  if (!config.ok) return config;
  const parts = commonParts(file, config.value, run);
  return passed({ ...parts, resourceType: 'seed', id: nodeId('seed', file.packageName, file.name) }, config.warnings);
}

function parseConfig(
  file: ResourceFile,
  entries: readonly ConfigEntry[],
  materializations: ReadonlySet<string>,
): Checked<ModelConfig> {
  return parseModelConfig(entries, { kind: file.kind === 'seed' ? 'seed' : 'model', materializations });
}

function commonParts(file: ResourceFile, config: ModelConfig, run: RunFacts) {
  const columns = file.properties?.columns ?? [];
  const constraints = file.properties?.constraints ?? [];
  return {
    name: file.name,
    packageName: file.packageName,
    fqn: file.fqn,
    tags: config.tags,
    source: file.source,
    description: file.properties?.description ?? '',
    meta: config.meta,
    config,
    relation: relationNameOf(config, file.name, run.target.schema),
    columns,
    constraints,
    properties: file.properties,
    references: [...constraints, ...columns.flatMap((column) => column.constraints)].flatMap(foreignKeyReference),
  };
}

function foreignKeyReference(constraint: ConstraintDeclaration): readonly Reference[] {
  const reference = constraint.to && parseReference(constraint.to.value, constraint.to.span);
  return reference ? [reference] : [];
}
