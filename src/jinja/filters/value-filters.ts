// Filters on values of any type.

import type { Filter } from '../environment.ts';
import { bind } from '../python/arguments.ts';
import { getAttribute, missing } from '../python/attributes.ts';
import { asInteger, wantCount, wantText } from '../python/conversion.ts';
import { undefinedError } from '../python/failures.ts';
import { jsonText } from '../python/json-text.ts';
import { Markup } from '../python/markup.ts';
import { chargeText } from '../python/metering.ts';
import { textOf } from '../python/text-object.ts';
import { isTrue } from '../python/truth.ts';
import { Undefined, type Value } from '../value.ts';
import { prettyText } from './pretty-text.ts';

const attr: Filter = (value, args, environment) => {
  const [name = ''] = bind('do_attr', ['name'], 1, args);
  if (value instanceof Undefined) {
    if (!value.lenient) throw undefinedError(value.message);
    return value;
  }
  const attribute = getAttribute(value, wantText(name, 'attribute name'));
  return attribute === undefined ? missing(value, name, environment.lenient) : attribute;
};

const fallback: Filter = (value, args) => {
  const [other = '', boolean = false] = bind('do_default', ['default_value', 'boolean'], 0, args);
  return value instanceof Undefined || (isTrue(boolean) && !isTrue(value)) ? other : value;
};

const HTML_SAFE: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', "'": '\\u0027' };

const tojson: Filter = (value, args) => {
  const [indent = null] = bind('do_tojson', ['indent'], 0, args);
  const text = jsonText(value, { sortKeys: true, indent: indentText(indent) });
  return new Markup(text.replace(/[<>&']/g, (c) => HTML_SAFE[c] ?? c));
};

function indentText(indent: Value): string | undefined {
  if (indent === null) return undefined;
  if (asInteger(indent) === undefined) return textOf(indent) ?? '';
  const width = Math.max(wantCount(indent), 0);
  chargeText(width);
  return ' '.repeat(width);
}

const pprint: Filter = (value, args) => {
  bind('do_pprint', [], 0, args);
  return prettyText(value);
};

export const valueFilters: readonly (readonly [string, Filter])[] = [
  ['attr', attr],
  ['d', fallback],
  ['default', fallback],
  ['pprint', pprint],
  ['tojson', tojson],
];
