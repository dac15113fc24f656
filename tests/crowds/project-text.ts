// Writes a project of a crowd down: as the files of a Smelt project, and as plain SQL that gives the same contents.

import type { ProjectFiles } from '../support/project-files.ts';
import {
  type Column,
  type CrowdNode,
  type CrowdProject,
  columnsOf,
  copied,
  isNumber,
  takenOver,
  type ValueType,
} from './crowd-project.ts';

/** project.yml of a project that builds into schema public of the server whose URL DATABASE_URL holds. */
const settings = `name: crowd
target: server
targets:
  server: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: public, threads: 8 }
`;

export function projectFiles(project: CrowdProject): ProjectFiles {
  const columns = columnsOf(project);
  const files: Record<string, string> = { 'project.yml': settings };
  const types: string[] = [];
  for (const node of project.nodes) {
    const own = columns.get(node.name) ?? [];
    if (node.kind === 'seed') {
      files[`seeds/${node.name}.csv`] = csv(node, own, project.rows);
      const stated = own.map(({ name, type }) => `${name}: ${type}`).join(', ');
      types.push(`  - name: ${node.name}\n    config: { column_types: { ${stated} } }\n`);
    } else {
      files[`models/${node.name}.sql`] = `{{ config(${configOf(node)}) }}\n${queryOf(node, columns, reference)}\n`;
    }
  }
  files['seeds/_seeds.yml'] = `seeds:\n${types.join('')}`;
  return files;
}

const reference = (name: string) => `{{ ref('${name}') }}`;

function configOf(node: CrowdNode): string {
  const materialized = `materialized='${node.kind}'`;
  if (node.kind === 'incremental') return `${materialized}, unique_key='id', incremental_strategy='${node.strategy}'`;
  if (node.kind === 'materialized_view' && node.uniqueIndex)
    return `${materialized}, indexes=[{'columns': ['id'], 'unique': true}]`;
  return materialized;
}

/** Statements that make, of nothing, a table of each node's content in the first schema of the search path. */
export function plainStatements(project: CrowdProject): readonly string[] {
  const columns = columnsOf(project);
  return project.nodes.flatMap((node) => {
    const own = columns.get(node.name) ?? [];
    if (node.kind !== 'seed') return [`create table ${node.name} as ${queryOf(node, columns, (name) => name)}`];
    const rows = seedRows(node, own, project.rows).map((row) => `(${row.map((value) => `'${value}'`).join(', ')})`);
    return [
      `create table ${node.name} (${own.map(({ name, type }) => `${name} ${type}`).join(', ')})`,
      `insert into ${node.name} values ${rows.join(', ')}`,
    ];
  });
}

function queryOf(
  node: CrowdNode,
  columns: ReadonlyMap<string, readonly Column[]>,
  relation: (name: string) => string,
): string {
  const [first = '', ...others] = node.parents;
  const from = [
    `from ${relation(first)} as p0`,
    ...others.map((parent, index) => `join ${relation(parent)} as p${index + 1} on p${index + 1}.id = p0.id`),
  ].join('\n');
  const made = `${node.made} as ${node.name}_made`;
  const last = `p${node.parents.length - 1}`;
  if (node.kind === 'incremental') return `select p0.id, md5(${last}::text) as ${node.name}_row, ${made}\n${from}`;
  const taken =
    node.takes === 'star' ? ['p0.*'] : ['p0.id', ...takenOver(node, columns).map(({ name }) => `p0.${name}`)];
  const source = copied(node, columns) ?? { name: 'id', type: 'integer' };
  const own = node.own.map(({ name, way }) => {
    if (way.kind === 'value') return `${literalOf(way.type, 'p0.id')} as ${name}`;
    const value = `${last}.${source.name}`;
    if (way.kind === 'copied') return `${value} as ${name}`;
    return `${way.kind === 'rounded' && isNumber(source.type) ? `round(${value})::numeric` : `${value}::text`} as ${name}`;
  });
  return `select ${[...taken, ...own, made].join(', ')}\n${from}`;
}

function literalOf(type: ValueType, id: string): string {
  switch (type) {
    case 'integer':
      return `(${id} * 7)`;
    case 'bigint':
      return `(${id}::bigint * 5000000000)`;
    case 'numeric':
      return `(${id}::numeric / 4)`;
    case 'text':
      return `('x' || ${id})`;
    case 'date':
      return `(date '2026-01-01' + ${id})`;
  }
}

function csv(node: CrowdNode, columns: readonly Column[], rows: number): string {
  const lines = [columns.map(({ name }) => name), ...seedRows(node, columns, rows)];
  return lines.map((line) => `${line.join(',')}\n`).join('');
}

function seedRows(node: CrowdNode, columns: readonly Column[], rows: number): readonly (readonly string[])[] {
  return Array.from({ length: rows }, (_, index) =>
    columns.map(({ name, type }) => {
      if (name === 'id') return String(index + 1);
      return name === `${node.name}_made` ? String(node.made) : seedValue(type, index + 1);
    }),
  );
}

function seedValue(type: ValueType, id: number): string {
  switch (type) {
    case 'integer':
      return String(id * 3);
    case 'bigint':
      return String(id * 6_000_000_000);
    case 'numeric':
      return (id / 8).toFixed(3);
    case 'text':
      return `y${id}`;
    case 'date':
      return `2026-03-${String(1 + (id % 28)).padStart(2, '0')}`;
  }
}
