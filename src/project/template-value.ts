// Plain data of settings as values of the template language: what `var()` and `config.get()` hand to templates.

import { dictFrom } from '../jinja/python/dicts.ts';
import { type Dict, List, type Value } from '../jinja/value.ts';
import { isDataObject, type YamlData, YamlMoment } from './yaml-value.ts';

/**
 * Whole numbers (bigint) become Python's int, numbers its float. Containers are new at every call, so that no template changes another's.
 * `momentOf` makes dates of their texts; settings have no dates, and take the texts.
 */
export function templateValueOf(data: YamlData, momentOf: (text: string) => Value = (text) => text): Value {
  const made = (item: YamlData): Value => {
    if (typeof item !== 'object' || item === null) return item;
    if (item instanceof YamlMoment) return momentOf(item.text);
    if (isDataObject(item)) return dictOf(Object.entries(item).map(([key, one]) => [key, made(one)]));
    if (isList(item)) return new List(item.map(made));
    return dictFrom([...item].map(([key, one]) => [made(key), made(one)] as const));
  };
  return made(data);
}

export function dictOf(entries: Iterable<readonly [string, Value]>): Dict {
  return dictFrom(entries);
}

function isList(data: YamlData): data is readonly YamlData[] {
  return Array.isArray(data);
}
