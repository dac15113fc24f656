// Data tests as a properties file declares them on a relation or a column: `not_null`, or a map with arguments and config.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
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
  const list = dataTestsOf(owner, report)?.value;
  if (list === undefined || isNull(list)) return [];
  if (list.kind !== 'list') {
    wrongType(list, 'data_tests', 'a list', report);
    return [];
  }
  return list.items.flatMap((item) => readTest(item, column, report) ?? []);
}

/** `data_tests:`, or `tests:`; both are refused, as in dbt. */
export function dataTestsOf(owner: Fields, report: Report): YamlEntry | undefined {
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
  return current ?? former;
}

function readTest(item: YamlValue, column: string | null, report: Report): TestDeclaration | undefined {
  if (item.kind === 'scalar' && typeof item.value === 'string') {
    return {
      name: item.value,
      arguments: {},
      argumentTrees: new Map(),
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
  const configBeside: YamlEntry[] = [];
  const beside: YamlEntry[] = [];
  const given: YamlEntry[] = [];
  let customName: string | null = null;
  let description = '';
  for (const entry of entries) {
    if (entry.key === 'name') customName = readText(entry.value, 'name', report) ?? null;
    else if (entry.key === 'description') description = readText(entry.value, 'description', report) ?? '';
    else if (entry.key === 'config') config.push(...nested(entry, report).map(configEntryOf));
    else if (entry.key === 'arguments') given.push(...nested(entry, report));
    else if (testConfigKeys.has(entry.key)) configBeside.push(entry);
    else beside.push(entry);
  }
  for (const entry of configBeside) {
    const within = config.find(({ key }) => key === entry.key);
    // As in dbt, which takes the one below `config` where the other is null, false or empty.
    if (within && !isFalsy(entry.value)) report(givenTwice(entry, within));
  }
  // Of an argument that is given twice, dbt takes the one below `arguments`.
  const all = new Map([...beside, ...given].map((entry) => [entry.key, entry]));
  const columnEntry = all.get('column_name');
  const model = all.get('model');
  if (model) report(reserved(name, model));
  const own = [...all.values()].filter((entry) => entry !== columnEntry && entry !== model);
  return {
    name,
    arguments: Object.fromEntries(own.map((entry) => [entry.key, jsonOf(entry.value)])),
    argumentTrees: new Map(own.map((entry) => [entry.key, entry.value])),
    config: [...configBeside.map(configEntryOf), ...config],
    customName,
    description,
    column: (columnEntry && readText(columnEntry.value, 'column_name', report)) ?? column,
    span,
  };
}

function reserved(test: string, { keySpan }: YamlEntry): Diagnostic {
  return errorAt(
    'TEST_ARGUMENT',
    `"model" is no argument of the data test ${test}: it is what the test is declared on`,
    {
      span: keySpan,
      help: 'Remove it, and declare the test on the relation that it is to judge',
    },
  );
}

function givenTwice({ key, keySpan }: YamlEntry, within: ConfigEntry): Diagnostic {
  return errorAt('CONFIG_CONFLICT', `"${key}" is given beside the config of the data test and within it`, {
    span: keySpan,
    notes: [{ message: 'the other one is here', span: within.span }],
    help: 'Keep the one within config',
  });
}

function isFalsy(value: YamlValue): boolean {
  if (value.kind === 'list') return value.items.length === 0;
  if (value.kind === 'map') return value.entries.length === 0;
  return !value.value;
}

function nested(entry: YamlEntry, report: Report): YamlMap['entries'] {
  return isNull(entry.value) ? [] : (readMap(entry.value, entry.key, report)?.entries ?? []);
}
