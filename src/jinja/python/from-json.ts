// Plain data, as configuration files hold it, as values of a template.

import type { JsonValue } from '../../base/json-value.ts';
import { isJsonObject } from '../../base/json-value.ts';
import { Dict, List, type Value } from '../value.ts';
import { dictSet } from './dicts.ts';

/** Whole numbers become integers, others floats; arrays and objects become new lists and dicts. */
export function fromJson(json: JsonValue): Value {
  if (json === null || typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json === 'number') return Number.isInteger(json) && !Object.is(json, -0) ? BigInt(json) : json;
  if (!isJsonObject(json)) return new List(json.map(fromJson));
  const dict = new Dict();
  for (const [key, value] of Object.entries(json)) dictSet(dict, key, fromJson(value));
  return dict;
}
