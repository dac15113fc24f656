// What only templates see of a table of a source: dbt's `loader`, `quoting`, `external` and what its source says of itself.

import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import type { SourceFacts } from './project.ts';
import type { Fields } from './read-value.ts';
import { jsonObjectOf } from './yaml-value.ts';

export const noSourceFacts: SourceFacts = {
  loader: '',
  sourceDescription: '',
  sourceMeta: {},
  quoting: {},
  external: null,
  config: {},
};

/** Of the entries of both, which others validate; `config` is every key as merged. */
export function sourceFacts(sourceFields: Fields, tableFields: Fields, config: JsonObject): SourceFacts {
  const [source, table] = [jsonObjectOf(sourceFields.map), jsonObjectOf(tableFields.map)];
  return {
    loader: textOf(table.loader) ?? textOf(source.loader) ?? '',
    sourceDescription: textOf(source.description) ?? '',
    sourceMeta: { ...mapOf(mapOf(source.config).meta), ...mapOf(source.meta) },
    quoting: { ...mapOf(source.quoting), ...mapOf(table.quoting) },
    external: isJsonObject(table.external ?? null) ? mapOf(table.external) : null,
    config,
  };
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function mapOf(value: JsonValue | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}
