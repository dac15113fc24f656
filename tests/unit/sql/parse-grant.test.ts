import { beforeAll, describe, expect, test } from 'vitest';
import { parseGrant } from '../../../src/sql/parse-grant.ts';
import { loadParser } from '../../../src/sql/parser.ts';

beforeAll(loadParser);

const role = (name: string) => ({ kind: 'role', name });

describe('the lists of a grant mean what they mean in SQL', () => {
  test.each([
    ['select', 'READER', { privileges: ['select'], grantees: [role('reader')], grantOption: false }],
    [
      'SELECT, Insert',
      '"Re-ader", public',
      { privileges: ['select', 'insert'], grantees: [role('Re-ader'), { kind: 'public' }] },
    ],
    ['all', 'current_role', { privileges: null, grantees: [{ kind: 'current_user' }] }],
    ['all privileges', 'session_user, group g', { privileges: null, grantees: [{ kind: 'session_user' }, role('g')] }],
    ['select', 'a with grant option -- once', { grantees: [role('a')], grantOption: true }],
  ])('%s to %s', (privileges, to, expected) => {
    const parsed = parseGrant(privileges, to);
    expect(parsed.ok && parsed.value).toMatchObject(expected);
  });

  test.each([
    ['select', 're-ader', 'syntax error at or near "-"'],
    ['select', '', 'syntax error at end of input'],
    ['select', 'a; drop table x', 'there is more than one statement'],
    ['select', 'a granted by b', 'the owner is who grants'],
    ['select (id)', 'a', 'privileges on columns are not among them'],
    ['select on table y to a --', 'b', 'syntax error at or near "on"'],
    ['select on table y to a; grant select', 'b', 'there is more than one statement'],
    ['reader', 'b', null],
  ])('%s to %s is none', (privileges, to, message) => {
    const parsed = parseGrant(privileges, to);
    // Whether a word is a privilege only the server knows.
    expect(parsed.ok ? null : parsed.problems[0]?.message).toBe(message);
  });
});
