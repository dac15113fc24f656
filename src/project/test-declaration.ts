// Data tests as a properties file declares them on a relation or a column: `not_null`, or a map with arguments and config.

import { errorAt } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { configEntryOf } from './folder-config.ts';
import { keysBeside } from './keys/config-keys.ts';
import type { ConfigEntry, TestDeclaration } from './project.ts';
import { Fields, type Report, readMap, readText, wrongType } from './read-value.ts';
import { isNull, jsonOf, type YamlEntry, type YamlMap, type YamlValue } from './yaml-value.ts';

/** Config that dbt also takes beside the arguments. */
export const testConfigKeys = keysBeside('test');

/** The `data_tests:` (or `tests:`) of a model, a column, a seed or a source table. */
export function readTests(owner: Fields, column: string | null, report: Report): readonly TestDeclaration[] {
  const current = owner.entry('data_tests');
  const former = owner.entry('tests');
  if (current && former) {
    report(
      errorAt('CONFIG_CONFLICT', '"data_tests" and "tests" are two names of one key, and both are given', {
        span: former.keySpan,
        notes: [{ message: 'the other one is here', span: current.keySpan }],
        help: 'Keep data_tests, with all tests in it',
      }),
    );
  }
  const list = (current ?? former)?.value;
  if (list === undefined || isNull(list)) return [];
  if (list.kind !== 'list') {
    wrongType(list, 'data_tests', 'a list', report);
    return [];
  }
  return list.items.flatMap((item) => readTest(item, column, report) ?? []);
}

function readTest(item: YamlValue, column: string | null, report: Report): TestDeclaration | undefined {
  if (item.kind === 'scalar' && typeof item.value === 'string') {
    return {
      name: item.value,
      arguments: {},
      argumentSpans: new Map(),
      config: [],
      customName: null,
      description: '',
      column,
      span: item.span,
    };
  }
  if (item.kind !== 'map') return wrongType(item, 'an item of data_tests', 'the name of a test, or a map', report);
  const named = new Fields(item, report).readPlaced('test_name', readText);
  if (named) {
    const entries = item.entries.filter(({ key }) => key !== 'test_name');
    return declaration({ name: named.value, span: named.span, entries }, column, report);
  }
  const [entry, ...others] = item.entries;
  if (!entry || others.length > 0) {
    const span = others[0]?.keySpan ?? item.span;
    report(
      errorAt('SETTING_VALUE', 'a data test has exactly one name', {
        span,
        help: 'Indent the arguments and the config below the name of the test',
      }),
    );
    return undefined;
  }
  const map = isNull(entry.value) ? undefined : readMap(entry.value, entry.key, report);
  return declaration({ name: entry.key, span: entry.keySpan, entries: map?.entries ?? [] }, column, report);
}

function declaration(
  { name, span, entries }: { readonly name: string; readonly span: Span; readonly entries: readonly YamlEntry[] },
  column: string | null,
  report: Report,
): TestDeclaration {
  const config: ConfigEntry[] = [];
  const given: YamlEntry[] = [];
  let customName: string | null = null;
  let description = '';
  for (const entry of entries) {
    if (entry.key === 'name') customName = readText(entry.value, 'name', report) ?? null;
    else if (entry.key === 'description') description = readText(entry.value, 'description', report) ?? '';
    else if (entry.key === 'config') config.push(...nested(entry, report).map(configEntryOf));
    else if (entry.key === 'arguments') given.push(...nested(entry, report));
    else if (testConfigKeys.has(entry.key)) config.unshift(configEntryOf(entry));
    else given.push(entry);
  }
  const own = given.filter((entry) => entry.key !== 'column_name' && entry.key !== 'model');
  const columnEntry = given.find((entry) => entry.key === 'column_name');
  return {
    name,
    arguments: Object.fromEntries(own.map((entry) => [entry.key, jsonOf(entry.value)])),
    argumentSpans: new Map(own.map((entry) => [entry.key, entry.value.span])),
    config,
    customName,
    description,
    column: (columnEntry && readText(columnEntry.value, 'column_name', report)) ?? column,
    span,
  };
}

function nested(entry: YamlEntry, report: Report): YamlMap['entries'] {
  return isNull(entry.value) ? [] : (readMap(entry.value, entry.key, report)?.entries ?? []);
}
