// Nodes, compiled models and catalogs as plain values, for tests of planning: what a test does not name is as in an empty project.

import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonValue } from '../../src/base/json-value.ts';
import type { Catalog, CatalogColumn, CatalogRelation } from '../../src/catalog/relation.ts';
import type { CompiledModel } from '../../src/compile/compiled-model.ts';
import type { TextFile } from '../../src/diagnostics/text-file.ts';
import { dependsOnNothing } from '../../src/graph/depends-on.ts';
import type { ModelNode, NodeId, SeedNode } from '../../src/graph/node.ts';
import { createModel } from '../../src/graph/nodes/model.ts';
import type { ParsedParts } from '../../src/graph/nodes/resource.ts';
import { createSeed } from '../../src/graph/nodes/seed.ts';
import { TypeInference } from '../../src/ingest/infer-type.ts';
import type { PlanInput, SeedContent } from '../../src/plan/input.ts';
import type { QueryShape } from '../../src/plan/shape/query-shape.ts';
import { parseModelConfig } from '../../src/project/parse-model-config.ts';
import type { ColumnProperties, ConstraintDeclaration, ResourceFile } from '../../src/project/project.ts';
import { parseStatement } from '../../src/sql/parser.ts';
import { type RelationName, relationKey } from '../../src/sql/sql.ts';

export interface NodeParts {
  readonly config?: Readonly<Record<string, JsonValue>>;
  /** `name` → `type [not null] [default …]`. */
  readonly columns?: Readonly<Record<string, string>>;
  readonly constraints?: readonly Partial<ConstraintDeclaration>[];
  readonly description?: string;
}

export function modelNode(name: string, parts: NodeParts = {}): ModelNode {
  const { file, parsed } = nodeParts(name, 'model', parts);
  return createModel(file, parsed);
}

export function seedNode(name: string, parts: NodeParts = {}): SeedNode {
  const { file, parsed } = nodeParts(name, 'seed', parts);
  return createSeed(file, parsed);
}

export function modelId(name: string): NodeId {
  return `model.shop.${name}` as NodeId;
}

function nodeParts(
  name: string,
  kind: 'model' | 'seed',
  parts: NodeParts,
): { readonly file: ResourceFile; readonly parsed: ParsedParts } {
  const file: TextFile = { path: `${kind}s/${name}.${kind === 'model' ? 'sql' : 'csv'}`, text: '' };
  const span = { file, start: 0, end: 0 };
  const entries = Object.entries(parts.config ?? {}).map(([key, value]) => ({ key, value, span }));
  const config = parseModelConfig(entries, { kind, materializations: new Set(['mine']) });
  if (!config.ok) throw new Error(config.problems.map(({ message }) => message).join('\n'));
  const columns = Object.entries(parts.columns ?? {}).map(([column, text]): ColumnProperties => {
    const [, type = '', notNull, expression] = /^(.*?)( not null)?(?: default (.*))?$/.exec(text) ?? [];
    return {
      name: column,
      span,
      description: `what ${column} is`,
      dataType: { value: type, span },
      default: expression === undefined ? null : { value: expression, span },
      identity: false,
      quote: false,
      constraints: notNull ? [constraint({ type: 'not_null' }, file)] : [],
      tests: [],
      meta: {},
      tags: [],
    };
  });
  return {
    file: {
      kind,
      packageName: 'shop',
      name,
      fqn: ['shop', name],
      file,
      config: entries,
      properties: {
        name: { value: name, span },
        description: parts.description ?? '',
        columns,
        constraints: (parts.constraints ?? []).map((given) => constraint(given, file)),
        tests: [],
        meta: {},
        docs: [],
        file,
      },
      snapshot: null,
    },
    parsed: {
      config: config.value,
      relation: { schema: 'public', name },
      references: [],
      dependsOn: dependsOnNothing,
    },
  };
}

function constraint(given: Partial<ConstraintDeclaration>, file: TextFile): ConstraintDeclaration {
  return {
    type: 'primary_key',
    name: null,
    columns: [],
    expression: null,
    to: null,
    toColumns: [],
    span: { file, start: 0, end: 0 },
    ...given,
  };
}

/** A foreign key's `to:` as a test writes it. */
export function foreignKey(
  columns: readonly string[],
  to: string,
  toColumns: readonly string[],
): Partial<ConstraintDeclaration> {
  const source = { path: 'models/_models.yml', text: '' };
  return {
    type: 'foreign_key',
    columns,
    to: { value: `ref('${to}')`, span: { file: source, start: 0, end: 0 } },
    toColumns,
  };
}

export function compiledModel(node: ModelNode, sql: string, parts: Partial<CompiledModel> = {}): CompiledModel {
  return {
    node,
    sql,
    map: { originAt: () => undefined },
    file: node.file,
    /** Not before it is asked for: only then must the parser be loaded. */
    get statement() {
      const parsed = parseStatement(sql);
      return parsed.ok ? parsed.value : null;
    },
    parents: [],
    fileRelations: [],
    sqlHeader: null,
    ...parts,
  };
}

export const newGeneration = '00000000-0000-4000-8000-000000000001';

export function catalogOf(relations: readonly CatalogRelation[] = []): Catalog {
  return {
    user: 'smelt',
    state: { schema: 'smelt', mayCreate: true, carriesOver: true, hidden: false },
    relations: new Map(relations.map((relation) => [relationKey(relation.name), relation])),
  };
}

/** An owned table as a catalog holds it; `columns` as `name: type [not null]`. */
export function existing(
  name: string,
  columns: Readonly<Record<string, string>>,
  parts: Partial<CatalogRelation> = {},
): CatalogRelation {
  return {
    oid: 16400,
    name: { schema: 'public', name },
    kind: 'table',
    owner: 'smelt',
    persistence: 'permanent',
    columns: Object.entries(columns).map(([column, text]): CatalogColumn => {
      const type = text.replace(/ not null$/, '');
      return { name: column, type, notNull: type !== text, default: null, identity: null, generated: false };
    }),
    indexes: [],
    constraints: [],
    rule: null,
    partitionKey: null,
    partitions: [],
    dependents: [],
    populated: true,
    readsRetired: false,
    refusesChanges: false,
    comment: null,
    triggers: [],
    ownership: {
      nodeId: `model.shop.${name}`,
      generation: '00000000-0000-4000-8000-000000000000',
      fingerprint: 'of an earlier run',
      contentFingerprint: null,
      seed: null,
      made: null,
    },
    ...parts,
  };
}

export interface InputParts {
  readonly catalog?: Catalog;
  readonly fullRefresh?: boolean;
  readonly relations?: ReadonlyMap<NodeId, RelationName>;
  readonly generation?: string;
  readonly compiled?: Partial<CompiledModel>;
  readonly shape?: QueryShape;
}

const auditTable: RelationName = { schema: 'public', name: 'audit_log' };

export function modelInput(node: ModelNode, sql: string, parts: InputParts = {}): PlanInput {
  return { ...planInput(parts), subject: { kind: 'model', node, compiled: compiledModel(node, sql, parts.compiled) } };
}

/** A seed's file as its cells. */
export interface SeedCells {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Stands for the version of the file. */
  readonly checksum: string;
}

export function seedInput(node: SeedNode, cells: SeedCells, parts: InputParts = {}): PlanInput {
  return { ...planInput(parts), subject: { kind: 'seed', node, content: seedContent(node.name, cells) } };
}

/** The cells in a file of their own, unchanged since it was loaded. */
export function seedContent(name: string, { columns, rows, checksum }: SeedCells): SeedContent {
  const path = join(mkdtempSync(join(tmpdir(), 'smelt-seed-')), `${name}.csv`);
  const line = (cells: readonly (string | null)[]) =>
    `${cells.map((cell) => `"${(cell ?? '').replaceAll('"', '""')}"`).join(',')}\n`;
  const text = `${'\n'.repeat(numberOf(checksum))}${[columns, ...rows].map(line).join('')}`;
  writeFileSync(path, text);
  const types = columns.map((_, index) => {
    const inference = new TypeInference();
    for (const row of rows) inference.add(row[index] ?? null);
    return inference.type;
  });
  const file = { name: `seeds/${name}.csv`, path, delimiter: ',', decimals: 'numeric' as const };
  return {
    columns,
    types,
    checksum: createHash('sha256').update(`,\0${text}`).digest('hex'),
    file,
    unchanged: true,
    empty: false,
  };
}

const versions: string[] = [];

/** Files that are to have different checksums differ in the empty lines before the header, whatever their rows. */
function numberOf(version: string): number {
  if (!versions.includes(version)) versions.push(version);
  return versions.indexOf(version);
}

function planInput(parts: InputParts): Omit<PlanInput, 'subject'> {
  const relations = parts.relations ?? new Map();
  return {
    catalog: parts.catalog ?? catalogOf(),
    shape: parts.shape ?? null,
    project: {
      relations,
      foreignKeyTargets: new Map([...relations].map(([id, name]) => [`ref('${id.split('.').at(-1)}')`, name])),
    },
    options: { fullRefresh: parts.fullRefresh ?? false, newGeneration: parts.generation ?? newGeneration, auditTable },
  };
}
