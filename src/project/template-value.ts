// Plain data of settings as values of the template language: what `var()` and `config.get()` hand to templates.

import { dictFrom } from '../jinja/python/dicts.ts';
import { type Dict, List, type Value } from '../jinja/value.ts';
import type { YamlData } from './yaml-value.ts';

/** Whole numbers (bigint) become Python's int, numbers its float. Containers are new at every call, so that no template changes another's. */
export function templateValueOf(data: YamlData): Value {
  if (typeof data !== 'object' || data === null) return data;
  if (isList(data)) return new List(data.map(templateValueOf));
  return dictOf(Object.entries(data).map(([key, item]) => [key, templateValueOf(item)]));
}

export function dictOf(entries: Iterable<readonly [string, Value]>): Dict {
  return dictFrom(entries);
}

function isList(data: YamlData): data is readonly YamlData[] {
  return Array.isArray(data);
}
