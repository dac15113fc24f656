// One model, seed or snapshot to its node: the template parsed, config merged, the relation named, hooks and foreign keys read.
// What is known of it grows from a node without config to the node of the graph, and dbt's dictionary is made of each in one way.

import { failed, passed } from '../base/checked.ts';
import { InternalError } from '../base/internal-error.ts';
import type { JsonObject } from '../base/json-value.ts';
import { type Checked, type Diagnostic, errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/text-file.ts';
import { dependsOn, dependsOnNothing } from '../graph/depends-on.ts';
import { isModel, isSnapshot, type RefableNode } from '../graph/node.ts';
import { createModel, isMeant } from '../graph/nodes/model.ts';
import type { ParsedParts } from '../graph/nodes/resource.ts';
import { createSeed } from '../graph/nodes/seed.ts';
import { createSnapshot, snapshotQuery } from '../graph/nodes/snapshot.ts';
import { parseReference, type Reference } from '../graph/reference.ts';
import { blockTemplate } from '../jinja/block-template.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import { type ModelConfig, materializationNames } from '../project/model-config.ts';
import { parseModelConfig } from '../project/parse-model-config.ts';
import type { ResourceFile, SnapshotQuery } from '../project/project.ts';
import { materializationsOf } from '../template/macros.ts';
import type { RunFacts } from '../template/vocabulary.ts';
import { parseEmbedded } from './embedded-template.ts';
import { unplacedValue } from './node-value.ts';
import { type ParsedSubject, type ParsedTemplate, type ParseEnvironment, parseTemplate } from './parse-template.ts';
import { relationNameOf } from './relation-name.ts';

export interface ParsedResource {
  readonly node: RefableNode;
  /** Of models, and of snapshots with a block of their own. */
  readonly template: Template | null;
}

/** A file in the snapshot paths must hold a query. */
export function parseResource(file: ResourceFile, environment: ParseEnvironment): Checked<ParsedResource> {
  const { run } = environment;
  const relation = { schema: run.target.schema, name: file.name };
  const unread = () =>
    create(file, { config: unset[kindOf(file)], relation, references: [], dependsOn: dependsOnNothing });
  const read = readFile(file, { node: file, model: () => describeParsing(unread(), {}, run) }, environment);
  if (!read.ok) return read;
  const { template, parsed } = read.value;
  const config = parseConfig(file, parsed, environment);
  if (!config.ok) return failed([...read.warnings, ...config.problems]);
  const unplaced = create(file, { ...parsed, config: config.value, relation });
  const model = () => describeParsing(unplaced, config.value.values, run);
  const placed = placeNode(unplaced, model, environment);
  const warnings = [...read.warnings, ...config.warnings];
  if (!placed.ok) return failed([...warnings, ...placed.problems]);
  const reported = [...warnings, ...placed.warnings, ...comesLater(unplaced), ...unsupportedConstraints(unplaced)];
  return passed({ node: create(file, placed.value), template }, reported);
}

/** As dbt's UnsupportedConstraintMaterialization: of an enforced contract of what is no table, once a model. */
function unsupportedConstraints(node: RefableNode): readonly Diagnostic[] {
  const { enabled, contractEnforced, materialized } = node.config;
  const hasConstraints = materialized === 'table' || materialized === 'incremental';
  if (!isModel(node) || !enabled || !contractEnforced || hasConstraints) return [];
  const all = [...node.columns.flatMap((column) => column.constraints), ...node.constraints];
  const [first] = all.filter(({ warnsUnsupported }) => warnsUnsupported !== false);
  if (!first) return [];
  return [
    warningAt(
      'CONSTRAINT_UNSUPPORTED',
      `a ${materialized.replace('_', ' ')} has no constraints: those declared are ignored`,
      {
        span: first.span,
        help: 'Make the model a table or incremental, or set `warn_unsupported: false` on its constraints',
      },
    ),
  ];
}

/** What is disabled is not reported. */
function comesLater(node: RefableNode): readonly Diagnostic[] {
  if (!isSnapshot(node) || !node.config.enabled) return [];
  return [
    warningAt('SETTING_LATER', 'snapshots are not run yet', {
      span: node.span,
      help: 'What reads one reads its relation as that is in the database: nothing here makes it, or changes it',
    }),
  ];
}

function create(file: ResourceFile, parsed: ParsedParts): RefableNode {
  if (file.kind === 'seed') return createSeed(file, parsed);
  return file.snapshot ? createSnapshot(file, file.snapshot, parsed) : createModel(file, parsed);
}

function describeParsing(node: RefableNode, config: JsonObject, { target }: RunFacts): JsonObject {
  return unplacedValue(node, target, config);
}

interface ReadFile {
  readonly template: Template | null;
  readonly parsed: ParsedTemplate;
}

function readFile(file: ResourceFile, subject: ParsedSubject, environment: ParseEnvironment): Checked<ReadFile> {
  const { snapshot } = file;
  if (file.kind === 'seed')
    return passed({ template: null, parsed: { references: [], config: [], dependsOn: dependsOnNothing } });
  if (snapshot?.kind === 'relation') {
    const query = { sql: snapshotQuery(file, snapshot), span: snapshot.relation.span };
    const parsed = parseEmbedded(query, subject, environment);
    return parsed.ok ? passed({ template: null, parsed: parsed.value }, parsed.warnings) : parsed;
  }
  const compiled = compileTemplate(file.file);
  if (!compiled.ok) return compiled;
  const template = snapshot ? templateOfBlock(compiled.value, snapshot) : compiled.value;
  const parsed = parseTemplate(template, subject, environment);
  if (!parsed.ok) return failed([...compiled.warnings, ...parsed.problems]);
  return passed({ template, parsed: parsed.value }, [...compiled.warnings, ...parsed.warnings]);
}

function templateOfBlock(template: Template, { span }: SnapshotQuery): Template {
  const definition = template.definitions.find(({ nameSpan }) => nameSpan.start === span.start);
  if (!definition) throw new InternalError(`${template.file.path} has no snapshot where one was found`);
  return blockTemplate(template, definition);
}

type ConfigKind = 'model' | 'seed' | 'snapshot';

function kindOf({ kind }: ResourceFile): ConfigKind {
  return kind === 'seed' || kind === 'snapshot' ? kind : 'model';
}

/** The config of a node of which nothing is said, which it has until its own is known. */
const unset: Readonly<Record<ConfigKind, ModelConfig>> = {
  model: unsetConfig('model'),
  seed: unsetConfig('seed'),
  snapshot: unsetConfig('snapshot'),
};

export function unsetConfig(kind: ConfigKind): ModelConfig {
  const config = parseModelConfig([], { kind, materializations: new Set() });
  if (!config.ok) throw new InternalError(`the config of a ${kind} that says nothing is wrong`);
  return config.value;
}

function parseConfig(file: ResourceFile, parsed: ParsedTemplate, environment: ParseEnvironment): Checked<ModelConfig> {
  const kind = kindOf(file);
  const materializations = kind === 'model' ? materializationsOf(environment.library) : new Set<string>();
  const first = kind === 'seed' ? [{ key: 'materialized', value: 'seed', span: spanOf(file.file) }] : [];
  const config = parseModelConfig([...first, ...file.config, ...parsed.config], {
    kind,
    materializations,
    inPackage: file.packageName !== environment.run.projectName,
  });
  if (config.ok && kind === 'model' && config.value.materialized === 'custom' && config.value.enabled)
    return failed([...config.warnings, customLater(file, config.value)]);
  return config;
}

function customLater(file: ResourceFile, config: ModelConfig): Diagnostic {
  return errorAt(
    'MATERIALIZATION_CUSTOM',
    `materializations written in Jinja, such as "${config.materializationName}", are not there yet`,
    {
      span: config.spans.get('materialized') ?? spanOf(file.file),
      help: `Choose one of ${materializationNames.filter((name) => name !== 'seed').join(', ')}`,
    },
  );
}

/** What is found with the config: the relation's name, and what hooks and foreign keys refer to. */
function placeNode(node: RefableNode, model: () => JsonObject, environment: ParseEnvironment): Checked<ParsedParts> {
  const warnings: Diagnostic[] = [];
  const problems: Diagnostic[] = [];
  const take = <T>(checked: Checked<T>): readonly T[] => {
    if (checked.ok) warnings.push(...checked.warnings);
    else problems.push(...checked.problems);
    return checked.ok ? [checked.value] : [];
  };
  const { config } = node;
  const [relation] = take(relationNameOf(node, model, environment));
  const hooks = [...config.preHooks, ...config.postHooks].flatMap((hook) =>
    take(parseEmbedded(hook, { node, model }, environment)),
  );
  if (!relation || problems.length > 0) return failed([...warnings, ...problems]);
  const more = [...foreignKeys(node), ...hooks.flatMap(({ references }) => references)];
  return passed(
    {
      config,
      relation,
      references: [...node.references, ...more.filter((reference) => !isOwn(reference, node))],
      dependsOn:
        hooks.length === 0 ? node.dependsOn : dependsOn(node.dependsOn, ...hooks.map((hook) => hook.dependsOn)),
    },
    warnings,
  );
}

function foreignKeys({ constraints, columns }: RefableNode): readonly Reference[] {
  return [...constraints, ...columns.flatMap((column) => column.constraints)].flatMap(
    ({ to }) => (to && parseReference(to.value, to.span)) ?? [],
  );
}

/** A foreign key or a hook that names its own node is no edge: it needs no other run. */
function isOwn(reference: Reference, node: RefableNode): boolean {
  return (
    reference.kind === 'ref' &&
    reference.name === node.name &&
    (reference.packageName === null || reference.packageName === node.packageName) &&
    (isModel(node) ? isMeant(node, reference.version) : reference.version === null)
  );
}
