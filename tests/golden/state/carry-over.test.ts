// What a swap carries over and refuses to lose, as SQL to be reviewed: one text, as the function of the state's schema and as the block that
// is sent where there is none.

import { expect, test } from 'vitest';
import { inlineParameters, scriptOf } from '../../../src/sql/sql.ts';
import { carryOver } from '../../../src/state/carry-over.ts';
import { carryOverFunction } from '../../../src/state/carry-over-function.ts';
import { createStateFunction } from '../../../src/state/state-function.ts';

const parts = {
  from: { schema: 'public', name: 't' },
  to: { schema: 'smelt', name: 't_new' },
  indexes: [{ name: 'by_a', waiting: 'by_a_new' }],
  again: ['grant SELECT reader', "trigger it's"],
};

test('the function', () =>
  expect(`${scriptOf(createStateFunction(carryOverFunction('smelt')))}\n`).toMatchFileSnapshot('carry-over.sql'));

test('is called with arguments of exactly the types that it declares, so that no other of its name is meant', () => {
  expect(inlineParameters(carryOver('smelt', true, parts))).toBe(
    `select "smelt"."${carryOverFunction('smelt').name.name}"('"public"."t"'::pg_catalog.regclass, '"smelt"."t_new"'::pg_catalog.regclass, ` +
      `array['by_a']::pg_catalog.text[], array['by_a_new']::pg_catalog.text[], array['grant SELECT reader', 'trigger it''s']::pg_catalog.text[])`,
  );
});

test('where it may not be called, a block has the same text over constants of the same names', () => {
  const block = inlineParameters(carryOver('smelt', false, parts));
  const [create] = createStateFunction(carryOverFunction('smelt'));
  const text = /\$smelt\$\n(.*)\n\$smelt\$$/s.exec(create?.text ?? '')?.[1] ?? 'none';
  expect(block).toContain(text);
  expect(block.slice(0, block.indexOf(text))).toBe(`do $smelt$
declare
  old_relation constant pg_catalog.regclass := '"public"."t"';
  new_relation constant pg_catalog.regclass := '"smelt"."t_new"';
  old_indexes constant pg_catalog.text[] := array['by_a'];
  new_indexes constant pg_catalog.text[] := array['by_a_new'];
  again constant pg_catalog.text[] := array['grant SELECT reader', 'trigger it''s'];
begin
`);
});
