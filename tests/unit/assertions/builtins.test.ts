// Protects the table of built-in tests, and docs/tests.md with it: each argument of a row is read, nothing else is, and the
// examples are right.

import { expect, test } from 'vitest';
import type { ArgumentShape } from '../../../src/assertions/argument-shape.ts';
import type { Builtin } from '../../../src/assertions/builtin.ts';
import { builtins } from '../../../src/assertions/builtins.ts';
import { DeclaredArguments } from '../../../src/assertions/declared-arguments.ts';
import { readTestArguments, type TestArguments } from '../../../src/assertions/test-arguments.ts';
import type { JsonValue } from '../../../src/base/json-value.ts';
import { loadedProject } from '../../support/load-project-files.ts';
import { type Declared, deposits, read, resolved } from './declare.ts';

const rows = [...builtins];

/** A value of each type that every test takes. */
const values: Readonly<Record<ArgumentShape['type'], JsonValue>> = {
  text: 'day',
  expression: 0,
  column: 'day',
  columns: ['day'],
  flag: false,
  'whole number': 1,
  list: ['a'],
  relation: "ref('deposits')",
};

interface Looked {
  /** Arguments whose values were read. */
  readonly values: Set<string>;
  readonly column: boolean;
}

/** What the test looks at where it stands on a column, or on none, with all that it needs and one argument beside. */
function lookedAt([name, row]: readonly [string, Builtin], onColumn: boolean, beside?: string): Looked {
  const needed = Object.entries(row.arguments).filter(
    ([argument, shape]) => argument === beside || (shape.type !== 'flag' && shape.needed),
  );
  const given = Object.fromEntries(needed.map(([argument, shape]) => [argument, values[shape.type]]));
  const declaredTest = { test: name, arguments: given, to: deposits, ...(onColumn ? { column: 'at' } : {}) };
  const declared = new DeclaredArguments(resolved(declaredTest), name, () => undefined);
  const read = new Set<string>();
  let column = false;
  const all = readTestArguments(declared, row.arguments);
  const watched: TestArguments<Builtin['arguments']> = {
    ...all,
    value: (argument) => {
      read.add(argument);
      return all.value(argument);
    },
    column: () => {
      column = true;
      return all.column();
    },
  };
  row.read(watched, onColumn);
  return { values: read, column };
}

test.each(rows)('%s reads each argument of its row, and no other', (name, row) => {
  for (const argument of Object.keys(row.arguments))
    expect(lookedAt([name, row], row.column === 'needed', argument).values).toContain(argument);
  const readValues = lookedAt([name, row], true).values;
  expect([...readValues].filter((argument) => !(argument in row.arguments))).toEqual([]);
});

test.each(rows)('%s looks at its column as its row says', (name, row) => {
  const looks = [true, false].map((onColumn) => lookedAt([name, row], onColumn).column);
  const expected = { needed: [true, true], possible: [true, false], none: [false, false] };
  expect(looks).toEqual(expected[row.column]);
});

test('an argument that a row does not have cannot be read', () => {
  const declared = new DeclaredArguments(resolved({ test: 'unique', column: 'id' }), 'unique', () => undefined);
  const unlisted = readTestArguments(declared, {});
  expect(() => unlisted.value('field')).toThrow('the data test unique has no argument "field" in its table');
});

test.each(rows)('%s: what the row says is needed is told of where it is absent', (name, row) => {
  for (const [argument, shape] of Object.entries(row.arguments)) {
    const checked = read({ test: name, ...(row.column === 'none' ? {} : { column: 'at' }) });
    const told = checked.ok ? [] : checked.problems.map(({ message }) => message);
    const message = `the data test ${name} has no "${argument}"`;
    expect(told.includes(message)).toBe(shape.type !== 'flag' && shape.needed);
  }
});

/** The example as a properties file declares it. */
async function declaredExample({ column, item }: Builtin['example']): Promise<Declared> {
  const list = `data_tests: [${item.includes(':') ? `{ ${item} }` : item}]`;
  const place = column === null ? list : `columns: [{ name: ${column}, ${list} }]`;
  const project = await loadedProject({
    'project.yml': 'name: shop\ntargets: { dev: { type: embedded } }\n',
    'models/deposits.sql': 'select 1 as amount',
    'models/_models.yml': `models: [{ name: deposits, ${place} }]\n`,
  });
  const model = project.models[0]?.properties;
  const [found] = [...(model?.tests ?? []), ...(model?.columns ?? []).flatMap(({ tests }) => tests)];
  if (!found) throw new Error(`nothing is declared by ${item}`);
  return {
    test: found.name,
    arguments: found.arguments,
    to: deposits,
    ...(found.column === null ? {} : { column: found.column }),
  };
}

test.each(rows)('%s: the example is one of it, without a mistake', async (name, row) => {
  const declared = await declaredExample(row.example);
  expect(declared.test).toBe(name);
  expect(declared.column === undefined).toBe(row.column !== 'needed');
  expect(read(declared)).toMatchObject({ ok: true, warnings: [] });
});
