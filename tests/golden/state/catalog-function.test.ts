// What a look at the catalog asks, as SQL to be reviewed: the function of the state's schema.

import { expect, test } from 'vitest';
import { catalogFunction } from '../../../src/postgres/catalog-function.ts';
import { scriptOf } from '../../../src/sql/sql.ts';
import { createStateFunction } from '../../../src/state/state-function.ts';

test('the function', () =>
  expect(`${scriptOf(createStateFunction(catalogFunction('smelt')))}\n`).toMatchFileSnapshot('catalog-function.sql'));
