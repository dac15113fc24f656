// Protects that what no plan can be made of is found when the project is opened, each mistake once and at its place.

import { expect, test } from 'vitest';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { diagnosticsOf } from '../../support/load-project-files.ts';
import { openFiles } from '../../support/opened-project.ts';

/** What is found of a model `m` with this config and these properties. */
async function found(config: string, properties: string): Promise<readonly string[]> {
  const opened = await openFiles({
    'models/m.sql': `{{ config(${config}) }} select 1 as id`,
    'models/_m.yml': `models:\n  - name: m\n${properties}`,
  });
  return diagnosticsOf(opened).map(({ code, span }) => `${code} ${span ? placeOf(span) : ''}`);
}

const enforced = '    config: { contract: { enforced: true } }\n';
const untyped = `${enforced}    columns: [{ name: id }]\n`;
const keyed = `${enforced}    columns: [{ name: id, data_type: int, constraints: [{ type: primary_key }] }]\n`;
const leadingTo = (rest: string) =>
  `${enforced}    columns: [{ name: id, data_type: int, constraints: [{ type: foreign_key${rest} }] }]\n`;
const audited = "materialized='incremental', audit=true";

test.each([
  ['a column without a type', "materialized='table'", untyped, ['CONTRACT_TYPE models/_m.yml:4:23']],
  ['one of a view', "materialized='view'", untyped, ['CONTRACT_TYPE models/_m.yml:4:23']],
  ['one of an ephemeral model', "materialized='ephemeral'", untyped, []],
  ['one in no contract', "materialized='table'", '    columns: [{ name: id }]\n', []],
  ['a foreign key to nowhere', "materialized='table'", leadingTo(''), ['CONTRACT_CONSTRAINT models/_m.yml:4:65']],
  ['one by its expression', "materialized='table'", leadingTo(", expression: 'others (id)'"), []],
  ['one to its own table', "materialized='table'", leadingTo(", to: ref('m'), to_columns: [id]"), []],
  ['a log without a key', audited, enforced, ['AUDIT_PRIMARY_KEY models/m.sql:1:39']],
  ['a log without a contract', audited, '', ['AUDIT_PRIMARY_KEY models/m.sql:1:39']],
  ['a log of a contract that is wrong', audited, untyped, ['CONTRACT_TYPE models/_m.yml:4:23']],
  ['a log with a key', audited, keyed, []],
  [
    'a strategy that is not there, which is left to the plan, so that the rest is built',
    "materialized='incremental', incremental_strategy='microbatch'",
    '',
    [],
  ],
  ['a key that is no SQL', "materialized='incremental', unique_key='a b c'", '', ['SQL_SYNTAX models/m.sql:1:39']],
  [
    'an index on no SQL',
    "materialized='table', indexes=[{'columns': ['id) where (id = 1']}]",
    '',
    ['SQL_SYNTAX models/m.sql:1:33'],
  ],
  [
    'a strategy of a model that is disabled',
    "enabled=false, materialized='incremental', incremental_strategy='microbatch'",
    '',
    [],
  ],
])('%s', async (_, config, properties, expected) => {
  expect(await found(config, properties)).toEqual(expected);
});
