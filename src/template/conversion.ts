// dbt's conversions: JSON and YAML, sets and zips, hashes and comparisons of dictionaries.

import { createHash } from 'node:crypto';
import { TemplateError } from '../jinja/errors.ts';
import { hostFunction } from '../jinja/host-function.ts';
import { bind } from '../jinja/python/arguments.ts';
import { dictFrom, setFrom } from '../jinja/python/dicts.ts';
import { PyGenerator } from '../jinja/python/generator.ts';
import { iterate, toArray } from '../jinja/python/iteration.ts';
import { jsonText } from '../jinja/python/json-text.ts';
import { chargeText } from '../jinja/python/metering.ts';
import { toText } from '../jinja/python/printing.ts';
import { textOf } from '../jinja/python/text-object.ts';
import { isTrue } from '../jinja/python/truth.ts';
import { type CallArguments, Dict, List, type Value } from '../jinja/value.ts';
import { readYaml } from '../project/read-yaml.ts';
import { dataOf } from '../project/yaml-value.ts';
import { zipped } from '../pylib/itertools.ts';
import { parseJson } from '../pylib/parse-json.ts';
import { dataValueOf } from './data-value.ts';
import type { Members } from './node-context.ts';
import { yamlText } from './yaml-text.ts';

type Run = (args: CallArguments) => Value;

/** What Python's function answers, or the default where it raises a ValueError or a TypeError. */
function orDefault(make: () => Value, otherwise: Value | undefined, kinds: readonly string[]): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof TemplateError && kinds.includes(error.kind)) return otherwise ?? null;
    throw error;
  }
}

function fromYaml(text: string, otherwise: Value | undefined): Value {
  chargeText(text.length);
  const read = readYaml({ path: '', text });
  return read.ok ? dataValueOf(dataOf(read.value)) : (otherwise ?? null);
}

/** What cannot be walked through is reported at the call, as Python does. */
function zip(all: readonly Value[]): Value {
  for (const one of all) iterate(one);
  return new PyGenerator('zip', zipped(all), 'zip');
}

/** Of two dictionaries of lists of texts: the first without what the second has; capitals make no difference. */
function difference(left: Value, right: Value): Value {
  const fold = (value: Value) => toText(value).toLowerCase();
  const known = new Map(entriesOf(right).map(([key, items]) => [fold(key), new Set(toArray(items).map(fold))]));
  return dictFrom(
    entriesOf(left).flatMap(([key, items]): (readonly [Value, Value])[] => {
      const others = known.get(fold(key));
      if (!others) return [[key, items]];
      const rest = toArray(items).filter((item) => !others.has(fold(item)));
      return rest.length > 0 ? [[key, new List(rest)]] : [];
    }),
  );
}

function entriesOf(value: Value): readonly (readonly [Value, Value])[] {
  if (!(value instanceof Dict)) throw new TemplateError('type', 'diff_of_two_dicts() compares dictionaries');
  return [...value.entries.values()].map((entry) => [entry.key, entry.value] as const);
}

const conversions: readonly (readonly [string, Run])[] = [
  [
    'fromjson',
    (args) => {
      const [text = null, otherwise] = bind('fromjson', ['string', 'default'], 1, args);
      return orDefault(() => parseJson(text), otherwise, ['value']);
    },
  ],
  [
    'tojson',
    (args) => {
      const [value = null, otherwise, sort = false] = bind('tojson', ['value', 'default', 'sort_keys'], 1, args);
      return orDefault(() => jsonText(value, { sortKeys: isTrue(sort) }), otherwise, ['value']);
    },
  ],
  [
    'fromyaml',
    (args) => {
      const [text = null, otherwise] = bind('fromyaml', ['value', 'default'], 1, args);
      return fromYaml(toText(text), otherwise);
    },
  ],
  [
    'toyaml',
    (args) => {
      const [value = null, otherwise, sort = false] = bind('toyaml', ['value', 'default', 'sort_keys'], 1, args);
      return orDefault(() => yamlText(value, isTrue(sort)), otherwise, ['value', 'type']);
    },
  ],
  [
    'set',
    (args) => {
      const [value = null, otherwise] = bind('set', ['value', 'default'], 1, args);
      return orDefault(() => setFrom(toArray(value)), otherwise, ['type']);
    },
  ],
  ['set_strict', (args) => setFrom(toArray(bind('set_strict', ['value'], 1, args)[0] ?? null))],
  ['zip', ({ positional, keywords }) => orDefault(() => zip(positional), keywords.get('default'), ['type'])],
  ['zip_strict', ({ positional }) => zip(positional)],
  [
    'local_md5',
    (args) => {
      const text = textOf(bind('local_md5', ['value'], 1, args)[0] ?? null);
      if (text === undefined) throw new TemplateError('type', 'local_md5() takes a text');
      chargeText(text.length);
      return createHash('md5').update(text, 'utf8').digest('hex');
    },
  ],
  [
    'diff_of_two_dicts',
    (args) => {
      const [left = null, right = null] = bind('diff_of_two_dicts', ['dict_a', 'dict_b'], 2, args);
      return difference(left, right);
    },
  ],
];

/** The functions themselves, which know nothing of a node. */
export const conversionFunctions: ReadonlyMap<string, Value> = new Map(
  conversions.map(([name, run]) => [name, hostFunction(name, run)]),
);

export const conversionMembers: Members = new Map([...conversionFunctions].map(([name, value]) => [name, () => value]));
