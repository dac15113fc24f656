// The fingerprint by which a lock knows the list that it was made of, with every byte as dbt makes it: each entry as JSON with
// all keys of its kind, after and before its templates, sorted.

import { createHash } from 'node:crypto';
import { jsonText } from '../jinja/python/json-text.ts';
import { templateValueOf } from '../project/template-value.ts';
import { dataObjectOf, type YamlData, type YamlDataObject, type YamlValue } from '../project/yaml-value.ts';

/** What dbt takes for the keys that an entry does not have. */
const absent: readonly (readonly [kind: string, keys: YamlDataObject])[] = [
  ['package', { install_prerelease: false }],
  ['git', { revision: null, subdirectory: null, 'warn-unpinned': null }],
  ['private', { provider: null, revision: null, subdirectory: null, 'warn-unpinned': null }],
];

/** `sha1_hash` of the list; both are the same list, after and before its templates, and without mistakes. */
export function hashOfSpecs(rendered: YamlValue, written: YamlValue): string {
  const [after, before] = [entriesOf(rendered), entriesOf(written)];
  const texts = after.map((entry, place) => {
    const defaults = absent.find(([kind]) => Object.hasOwn(entry, kind))?.[1] ?? {};
    const keys = Object.entries({ ...defaults, ...entry }).filter(([key, value]) => key !== 'name' || value !== null);
    const read = keys.map(([key, value]) => [key, ofVersion.has(key) ? versionData(value) : value] as const);
    const whole = { ...Object.fromEntries(read), unrendered: before[place] ?? {} };
    return jsonText(templateValueOf(whole), { sortKeys: true });
  });
  return createHash('sha1').update(texts.sort().join('\n'), 'utf8').digest('hex');
}

const ofVersion = new Set(['version', 'revision']);

/** A whole number is read as text, a float stays one. */
function versionData(data: YamlData): YamlData {
  if (Array.isArray(data)) return data.map(versionData);
  return typeof data === 'bigint' ? data.toString() : data;
}

function entriesOf(list: YamlValue): readonly YamlDataObject[] {
  if (list.kind !== 'list') return [];
  return list.items.flatMap((item) => (item.kind === 'map' ? [dataObjectOf(item)] : []));
}
