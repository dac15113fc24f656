// What exists under views is locked before it is read by a statement that takes its snapshot first; nothing is asked of the server
// for what is known to be no view.

import { beforeAll, describe, expect, test } from 'vitest';
import { lockRead } from '../../../../src/plan/write/lock-read.ts';
import { loadParser } from '../../../../src/sql/parser.ts';
import { catalogOf, compiledModel, existing, modelNode } from '../../../support/plan-inputs.ts';

beforeAll(loadParser);

describe('locking what is read', () => {
  const catalog = catalogOf([
    existing('t', { id: 'integer' }),
    existing('m', { id: 'integer' }, { kind: 'materialized_view' }),
    existing('v', { id: 'integer' }, { kind: 'view' }),
  ]);
  const locked = (sql: string) =>
    lockRead(compiledModel(modelNode('reader'), sql), catalog).map((action) =>
      action.kind === 'run' ? action.statement.text : action.kind,
    );

  test.each([
    'select 1 as id',
    'select id from public.t join public.m using (id)',
    'with c as (select id from public.t) select id from c',
    'select record from pg_temp.pages',
  ])('%s: nothing', (sql) => expect(locked(sql)).toEqual([]));

  test.each([
    'select id from public.v',
    'select id from public.t where id in (select id from public.v) -- all of them',
    'select id from elsewhere.unknown',
    'select id from unqualified',
  ])('%s: all that it reads', (sql) => {
    expect(locked(sql)).toEqual([`select from (\n${sql}\n) as locked limit 0`]);
  });
});
