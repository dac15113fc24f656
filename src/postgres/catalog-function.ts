// The question of the catalog as a function of the state's schema: of a node's turn it is asked three times and more, and planning it takes
// ten times as long as answering it.

import { inlineParameters, raw, sql } from '../sql/sql.ts';
import { stateFunction } from '../state/state-function.ts';
import { catalogQuery, inSchemas, ofNames } from './catalog-queries.ts';

const asked = sql`select c.oid, c.relkind from pg_catalog.unnest(wanted) as w (oid) join pg_catalog.pg_class c on c.oid = w.oid`;

/** Of two arrays of text: names with the schemas at their places; or the schemas, with NULL. For who may see the records of the state. */
export const catalogFunction = stateFunction('catalog', (state) => {
  const body = sql`declare
  wanted pg_catalog.oid[];
begin
  if asked_names is null then
    wanted := array(select r.oid from (${inSchemas(raw('asked_schemas'))}) as r);
  else
    wanted := array(select r.oid from (${ofNames(raw('asked_schemas'), raw('asked_names'))}) as r);
  end if;
  return (${catalogQuery(asked, state, state)});
end`;
  return {
    parameters: [
      ['asked_schemas', 'pg_catalog.text[]'],
      ['asked_names', 'pg_catalog.text[]'],
    ],
    returns: 'pg_catalog.json',
    // Stable: on the snapshot of who calls it. Where a plan is made for each call, nothing is won.
    clauses: 'stable security invoker set plan_cache_mode = force_generic_plan set jit = off',
    body: inlineParameters(body),
  };
});
