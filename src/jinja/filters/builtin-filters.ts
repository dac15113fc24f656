// All filters of Jinja2 3.1 and dbt's own, by name.

import type { Filter } from '../environment.ts';
import { htmlFilters } from './html-filters.ts';
import { markFilters } from './native-marks.ts';
import { numberFilters } from './number-filters.ts';
import { orderFilters } from './order-filters.ts';
import { selectionFilters } from './selection-filters.ts';
import { sequenceFilters } from './sequence-filters.ts';
import { textFilters } from './text-filters.ts';
import { valueFilters } from './value-filters.ts';

export const builtinFilters: ReadonlyMap<string, Filter> = new Map([
  ...htmlFilters,
  ...numberFilters,
  ...orderFilters,
  ...selectionFilters,
  ...sequenceFilters,
  ...textFilters,
  ...valueFilters,
  ...markFilters,
]);
