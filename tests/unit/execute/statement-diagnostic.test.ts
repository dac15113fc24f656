// Protects the way back from what the database says to what the user wrote: the code, the place, the help.

import { beforeAll, describe, expect, it } from 'vitest';
import { DatabaseError } from '../../../src/database/database.ts';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { spanOf } from '../../../src/diagnostics/text-file.ts';
import { statementDiagnostic } from '../../../src/execute/statement-diagnostic.ts';
import { outputPlace } from '../../../src/sql/output-place.ts';
import { loadParser } from '../../../src/sql/parser.ts';
import { raw } from '../../../src/sql/sql.ts';
import { compiledModel, modelNode } from '../../support/plan-inputs.ts';

beforeAll(loadParser);

const plain = (code: string | undefined, kind: 'statement' | 'connection' = 'statement') =>
  statementDiagnostic(new DatabaseError(kind, 'it says so.', code === undefined ? {} : { code }), undefined, undefined);

describe('the code', () => {
  it.each([
    ['42703', 'SQL_UNKNOWN_COLUMN'],
    ['42P01', 'SQL_UNKNOWN_RELATION'],
    ['42804', 'SQL_MEANING'],
    ['22P02', 'SQL_DATA'],
    ['23503', 'SQL_CONSTRAINT'],
    ['53100', 'SQL_RESOURCES'],
    ['40P01', 'SQL_CONFLICT'],
    ['57014', 'SQL_CANCELLED'],
    ['25006', 'SQL_READ_ONLY'],
    ['XX000', 'SQL_INTERNAL'],
    [undefined, 'SQL_INTERNAL'],
  ])('of SQLSTATE %s is %s', (state, code) => {
    expect(plain(state).code).toBe(code);
  });

  it('of a connection that broke is its own, unless the server had no room for it', () => {
    expect(plain('57P01', 'connection').code).toBe('CONNECTION_LOST');
    expect(plain('53300', 'connection').code).toBe('SQL_RESOURCES');
  });

  it('comes with one sentence and a line of help', () => {
    const { message, help, severity } = plain('42703');
    expect({ message, severity }).toEqual({ message: 'it says so', severity: 'error' });
    expect(help).toMatch(/^[A-Z].*[^.]$/);
  });
});

describe('the place', () => {
  const source = { path: 'models/daily.sql', text: 'select 1,\n  "é😀", amuont\nfrom orders\n' };
  const node = { ...modelNode('daily'), source };
  const map = {
    originAt: (offset: number) => ({ span: spanOf(source, offset), calls: [], verbatim: true }),
  };
  const compiled = compiledModel(node, source.text, { map, file: source });
  const before = 'create table "daily" as\n';
  const statement = raw(before + source.text);

  it('is found by code points behind what Smelt put before the SQL, and covers the word', () => {
    const at = Array.from(before + source.text.slice(0, source.text.indexOf('amuont'))).length + 1;
    const error = new DatabaseError('statement', 'no such column', { code: '42703', position: at, hint: 'look again' });
    const { span, notes } = statementDiagnostic(error, statement, { compiled, offset: before.length });
    expect(span && placeOf(span)).toBe('models/daily.sql:2:9');
    expect(span && source.text.slice(span.start, span.end)).toBe('amuont');
    expect(notes).toEqual([{ message: 'look again' }]);
  });

  it('is the model where the error has no position, or one in what Smelt wrote', () => {
    for (const position of [undefined, 3]) {
      const error = new DatabaseError('statement', 'no', { code: '42501', ...(position && { position }) });
      const { span } = statementDiagnostic(error, statement, { compiled, offset: before.length });
      expect(span && placeOf(span)).toBe('models/daily.sql');
    }
  });

  it('is the column that the message names, where the query gives one of that name', () => {
    const error = new DatabaseError('statement', 'column "amuont" has pseudo-type record', { code: '42P16' });
    const { span } = statementDiagnostic(error, statement, { compiled, offset: before.length });
    expect(span && placeOf(span)).toBe('models/daily.sql:2:9');
    expect(outputPlace('select 1 as a, 2 as a', 'a')).toBeNull();
    expect(outputPlace('select 1 as b union select 2 as a', 'a')).toBeNull();
    expect(outputPlace("with x as (select 1) select 'é' as b, row(1), t.a from x as t", 'row')).toBe(38);
  });

  it('is a piece of the statement where it is all of Smelt', () => {
    const error = new DatabaseError('statement', 'no', { code: '42601', position: 8 });
    expect(statementDiagnostic(error, raw('select selct'), undefined).notes).toEqual([{ message: 'in: select selct' }]);
  });
});
