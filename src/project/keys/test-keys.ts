// Config keys of data tests.

import { type Reader, readBoolean, readInteger, readOneOf, readText } from '../read-value.ts';
import { asksWhere, asRead, type ConfigKind, type OtherKey, works } from './config-key.ts';

const tests: readonly ConfigKind[] = ['test'];

/** In any case of letters, as in dbt. */
const readSeverity: Reader<'error' | 'warn'> = (value, name, report) => {
  const lower =
    value.kind === 'scalar' && typeof value.value === 'string' ? { ...value, value: value.value.toLowerCase() } : value;
  return readOneOf(['error', 'warn'])(lower, name, report);
};

export const ownTestKeys = {
  severity: works({
    name: 'severity',
    takes: '`error`, `warn`',
    example: 'warn',
    absent: '`error`; `config.get` gives `ERROR`, as in dbt',
    kinds: tests,
    besideIn: tests,
    default: 'ERROR',
    reader: readSeverity,
    otherwise: 'error',
    about: '`warn` makes failures a warning. In any case of letters: `WARN` too.',
  }),
  warnIf: works({
    name: 'warn_if',
    takes: 'a text',
    example: "'> 0'",
    kinds: tests,
    besideIn: tests,
    default: '!= 0',
    reader: readText,
    otherwise: '!= 0',
    about: 'The number of failures from which it warns: a comparison with numbers.',
  }),
  errorIf: works({
    name: 'error_if',
    takes: 'a text',
    example: "'> 10'",
    kinds: tests,
    besideIn: tests,
    default: '!= 0',
    reader: readText,
    otherwise: '!= 0',
    about: 'The number of failures from which it fails.',
  }),
  where: works({
    name: 'where',
    takes: 'a text',
    example: `"status = 'valid'"`,
    absent: 'all rows',
    kinds: tests,
    besideIn: tests,
    keepsTemplates: true,
    default: null,
    reader: readText,
    otherwise: null,
    about: 'The condition of the rows that it looks at, as SQL.',
  }),
  limit: works({
    name: 'limit',
    takes: 'a whole number from 1',
    example: '100',
    absent: 'all',
    kinds: tests,
    besideIn: tests,
    default: null,
    reader: readInteger(1),
    otherwise: null,
    shown: asRead,
    about: 'How many failures are counted at most.',
  }),
  failCalc: works({
    name: 'fail_calc',
    takes: 'a text',
    example: "'count(distinct affiliate_id)'",
    kinds: tests,
    besideIn: tests,
    default: 'count(*)',
    reader: readText,
    otherwise: 'count(*)',
    about: 'What the failing rows come to, as SQL that gives a whole number, and never NULL: `coalesce(sum(n), 0)`.',
  }),
};

/** A row of a key that says how failing rows are stored. */
function ofStoredFailures(
  name: string,
  parts: Pick<OtherKey, 'takes' | 'example' | 'asks' | 'about'> & { readonly default: null | string },
): OtherKey {
  return {
    name,
    kinds: tests,
    besideIn: tests,
    state: 'later',
    waitsFor: 'stored failures',
    meanwhile: 'the failing rows are shown, but not kept',
    ...parts,
  };
}

export const otherTestKeys: readonly OtherKey[] = [
  ofStoredFailures('store_failures', {
    takes: 'true or false',
    example: 'true',
    default: null,
    asks: readBoolean,
    about: 'Whether the failing rows are kept in a relation.',
  }),
  ofStoredFailures('store_failures_as', {
    takes: '`ephemeral`, `table`, `view`',
    example: 'table',
    default: null,
    asks: asksWhere(readOneOf(['ephemeral', 'table', 'view']), (choice) => choice !== 'ephemeral'),
    about: 'What that relation is: `table` or `view`; `ephemeral` keeps nothing.',
  }),
  ofStoredFailures('schema', {
    takes: 'a text',
    example: 'failures',
    default: 'dbt_test__audit',
    about: 'The schema of that relation.',
  }),
  ofStoredFailures('alias', {
    takes: 'a text',
    example: 'bad_deposits',
    default: null,
    about: 'The name of that relation.',
  }),
  ofStoredFailures('database', {
    takes: 'a text',
    example: 'analytics',
    default: null,
    about: 'The database of that relation.',
  }),
  {
    name: 'sql_header',
    takes: 'a text',
    example: `"set local work_mem = '256MB';"`,
    kinds: tests,
    besideIn: tests,
    default: null,
    state: 'later',
    waitsFor: 'headers of data tests',
    meanwhile: 'data tests are one query',
    about: 'A statement before its query.',
  },
];
