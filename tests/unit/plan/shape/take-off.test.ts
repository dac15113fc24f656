// Protects the statements that take parts off: each names exactly its part, and none comes before what needs it.

import { expect, test } from 'vitest';
import type { MadeKind } from '../../../../src/catalog/relation.ts';
import { removalsOf } from '../../../../src/plan/shape/take-off.ts';

const statements = (...parts: readonly (readonly [MadeKind, string, string?])[]) =>
  removalsOf(
    { schema: 'public', name: 'it"s' },
    'materialized view',
    parts.map(([kind, name, definition = '']) => ({ kind, name, definition })),
  ).map(({ statement }) => statement);

test('each part by its kind and its name', () => {
  expect(
    statements(
      ['trigger', 'a'],
      ['rule', 'b'],
      ['policy', 'c'],
      ['statistics', 'd'],
      ['grant', 'SELECT "my reader"'],
      ['grant', 'the SELECT of UPDATE public'],
      ['comment', ''],
      ['comment', 'Col'],
      ['index', 'i'],
      ['setting', 'fillfactor'],
      ['setting', 'toast.autovacuum_enabled'],
      ['setting', 'default not null x'],
      ['setting', 'not null x'],
      ['setting', 'n_distinct x'],
      ['setting', 'row security'],
      ['setting', 'replica identity'],
    ),
  ).toEqual([
    'drop trigger "a" on "public"."it""s"',
    'drop rule "b" on "public"."it""s"',
    'drop policy "c" on "public"."it""s"',
    'drop statistics "public"."d"',
    'revoke SELECT on table "public"."it""s" from "my reader"',
    'revoke UPDATE ("the SELECT of") on table "public"."it""s" from public',
    'comment on materialized view "public"."it""s" is null',
    'comment on column "public"."it""s"."Col" is null',
    'drop index "public"."i"',
    'alter table "public"."it""s" reset (fillfactor)',
    'alter table "public"."it""s" reset (toast.autovacuum_enabled)',
    'alter table "public"."it""s" alter column "not null x" drop default',
    'alter table "public"."it""s" alter column "x" drop not null',
    'alter table "public"."it""s" alter column "x" reset (n_distinct)',
    'alter table "public"."it""s" disable row level security',
    'alter table "public"."it""s" replica identity default',
  ]);
});

test('a foreign key goes before the key it points to, a key before NOT NULL', () => {
  expect(
    statements(
      ['setting', 'not null id'],
      ['constraint', 'key', 'PRIMARY KEY (id)'],
      ['constraint', 'other', 'FOREIGN KEY (up) REFERENCES public.x(id)'],
    ),
  ).toEqual([
    'alter table "public"."it""s" drop constraint "other"',
    'alter table "public"."it""s" drop constraint "key"',
    'alter table "public"."it""s" alter column "id" drop not null',
  ]);
});

test('what no statement takes off is left out', () => {
  expect(statements(['setting', 'unlogged'], ['setting', 'identity id'], ['setting', 'storage v'])).toEqual([]);
});
