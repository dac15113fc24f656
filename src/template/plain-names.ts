// The names of dbt's vocabulary that need neither a node nor a run: what a description may use beside its own.

import type { Value } from '../jinja/value.ts';
import { conversionFunctions } from './conversion.ts';
import { modules } from './modules.ts';
import { dbtVersion } from './run-values.ts';

export const plainNames: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...conversionFunctions,
  ['modules', modules],
  ['dbt_version', dbtVersion],
]);
