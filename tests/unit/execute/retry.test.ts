// Which errors are tried again: what passes when others have ended, and nothing that would only fail once more.

import { describe, expect, test } from 'vitest';
import { DatabaseError } from '../../../src/database/database.ts';
import { mayPass, PremisesChanged, retryReason } from '../../../src/execute/retry.ts';

const statement = (code: string, message = 'told by the server') => new DatabaseError('statement', message, { code });

describe('a statement refused with', () => {
  test.each(['40P01', '40001', '55P03', 'XX000'])('%s may pass', (code) => {
    expect(mayPass(statement(code))).toBe(true);
  });
  test.each(['42P01', '42501', '23502', '53100', '57014'])('%s does not', (code) => {
    expect(mayPass(statement(code))).toBe(false);
  });
  test('a key of the catalog may pass, one of a table does not', () => {
    const duplicate = (index: string) =>
      statement('23505', `duplicate key value violates unique constraint "${index}"`);
    expect(mayPass(duplicate('pg_type_typname_nsp_index'))).toBe(true);
    expect(mayPass(duplicate('orders_pkey'))).toBe(false);
  });
});

describe('attempts', () => {
  test('a conflict is tried twenty times, an internal error and a lost connection four times', () => {
    const last = (error: unknown) => {
      let attempt = 1;
      while (retryReason(error, attempt) !== undefined) attempt += 1;
      return attempt;
    };
    expect(last(statement('40P01'))).toBe(20);
    expect(last(new PremisesChanged('the catalog changed'))).toBe(20);
    expect(last(statement('XX000'))).toBe(4);
    expect(last(new DatabaseError('connection', 'gone'))).toBe(4);
  });
  test('a full disk, a cancelled statement and a bug are not tried again', () => {
    expect(retryReason(new DatabaseError('connection', 'full', { code: '53100' }), 1)).toBeUndefined();
    expect(retryReason(new DatabaseError('cancelled', 'interrupted'), 1)).toBeUndefined();
    expect(retryReason(new Error('a bug'), 1)).toBeUndefined();
  });
});
