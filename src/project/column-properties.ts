// Columns and constraints as a properties file declares them.

import { quoteIdentifier } from '../sql/sql.ts';
import type { ColumnProperties, ConstraintDeclaration } from './project.ts';
import { columnKeys, constraintKeys, constraintTypes } from './property-keys.ts';
import { Fields, type Report, readBoolean, readMap, readMaps, readOneOf, readText, readTexts } from './read-value.ts';
import { readTests } from './test-declaration.ts';
import { jsonObjectOf, type YamlMap } from './yaml-value.ts';

export function readColumns(owner: Fields, report: Report): readonly ColumnProperties[] {
  return (owner.read('columns', readMaps) ?? []).flatMap((map) => readColumn(map, report) ?? []);
}

export function readColumn(map: YamlMap, report: Report): ColumnProperties | undefined {
  const fields = new Fields(map, report);
  const name = fields.requirePlaced('name', readText, 'a column');
  fields.refuseUnknown(Object.keys(columnKeys), 'a column', 'warning');
  if (!name) return undefined;
  const quote = fields.read('quote', readBoolean) ?? false;
  const config = fields.read('config', readMap);
  const configFields = config && new Fields(config, report);
  configFields?.refuseUnknown(['meta', 'tags'], 'the config of a column', 'warning');
  const metas = [configFields?.read('meta', readMap), fields.read('meta', readMap)];
  return {
    name: name.value,
    span: name.span,
    description: fields.read('description', readText) ?? '',
    dataType: fields.readPlaced('data_type', readText) ?? null,
    default: fields.readPlaced('default', readExpression) ?? null,
    identity: fields.read('identity', readBoolean) ?? false,
    quote,
    constraints: readConstraints(fields, name.value, report),
    // As dbt hands it to tests: with its quotes, which the names of the tests show as underscores.
    tests: readTests(fields, quote ? quoteIdentifier(name.value) : name.value, report),
    meta: Object.assign({}, ...metas.map((meta) => (meta ? jsonObjectOf(meta) : {}))),
    tags: [...(configFields?.read('tags', readTexts) ?? []), ...(fields.read('tags', readTexts) ?? [])],
  };
}

/** SQL, which YAML may have read as something else: `default: 0`, `default: false`. */
function readExpression(value: Parameters<typeof readText>[0], name: string, report: Report): string | undefined {
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return String(value.value);
  return readText(value, name, report);
}

/** A column's own constraints name that column; the relation's name theirs. */
export function readConstraints(
  owner: Fields,
  column: string | null,
  report: Report,
): readonly ConstraintDeclaration[] {
  return (owner.read('constraints', readMaps) ?? []).flatMap((map) => {
    const fields = new Fields(map, report);
    const type = fields.require('type', readOneOf(constraintTypes), 'a constraint');
    fields.refuseUnknown(Object.keys(constraintKeys), 'a constraint', 'warning');
    if (type === undefined) return [];
    if (type === 'check') fields.require('expression', readText, 'a check constraint');
    // PostgreSQL enforces constraints of every type: there is nothing to warn of.
    fields.read('warn_unenforced', readBoolean);
    return {
      type,
      name: fields.read('name', readText) ?? null,
      columns: column === null ? (fields.read('columns', readTexts) ?? []) : [column],
      expression: fields.read('expression', readText) ?? null,
      to: fields.readPlaced('to', readText) ?? null,
      toColumns: fields.read('to_columns', readTexts) ?? [],
      warnsUnsupported: fields.read('warn_unsupported', readBoolean) ?? true,
      span: fields.entry('type')?.value.span ?? map.span,
    };
  });
}
