// The arguments of a generic test as its properties file writes them: as in dbt each text in them is a template, rendered
// natively, and keys are none. How they are rendered is parse-generic-test.ts's and compile-test.ts's.

import { allOf, passed } from '../base/checked.ts';
import type { JsonObject, JsonValue } from '../base/json-value.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { dictFrom } from '../jinja/python/dicts.ts';
import { toText } from '../jinja/python/printing.ts';
import { toJson } from '../jinja/python/to-json.ts';
import type { Template } from '../jinja/template.ts';
import { Dict, List, Tuple, type Value } from '../jinja/value.ts';
import { dataOf, type YamlScalar, type YamlValue } from '../project/yaml-value.ts';
import { type RelationName, relationKey } from '../sql/sql.ts';
import { dataValueOf } from '../template/data-value.ts';
import { RelationObject } from '../template/relation-object.ts';
import { compileEmbedded } from './embedded-template.ts';

/** By the argument's name. */
type Trees = ReadonlyMap<string, YamlValue>;

/** A text among the arguments that is a template, with its template. */
export interface ArgumentTemplate {
  readonly text: YamlScalar;
  readonly template: Template;
}

/** In the order of the file; the mistakes of all of them together, each at its place there. */
export function argumentTemplates(trees: Trees): Checked<readonly ArgumentTemplate[]> {
  const texts = [...trees.values()].flatMap(textsOf);
  return allOf(
    texts.flatMap((text) => {
      const sql = argumentTemplate(String(text.value));
      if (sql === null) return [];
      const template = compileEmbedded({ sql, span: text.span });
      return [template.ok ? passed({ text, template: template.value }, template.warnings) : template];
    }),
  );
}

/** dbt's rule: text that is a call of one of these is an expression, other text a template. */
const call = /^\s*(ref|source|var|env_var|doc)\s*\(.+\)\s*$/;

/** The template that a text is; null where it is plain. */
export function argumentTemplate(text: string): string | null {
  if (call.test(text)) return `{{ ${text} }}`;
  return /\{[{%#]/.test(text) ? text : null;
}

function textsOf(tree: YamlValue): readonly YamlScalar[] {
  if (tree.kind === 'list') return tree.items.flatMap(textsOf);
  if (tree.kind === 'map') return tree.entries.flatMap(({ value }) => textsOf(value));
  return typeof tree.value === 'string' && !tree.moment ? [tree] : [];
}

/** What the test is called with. `rendered`: what each of the templates gave. */
export function argumentValues(trees: Trees, rendered: ReadonlyMap<YamlScalar, Value>): ReadonlyMap<string, Value> {
  return new Map([...trees].map(([name, tree]) => [name, asValue(tree, rendered)]));
}

function asValue(tree: YamlValue, rendered: ReadonlyMap<YamlScalar, Value>): Value {
  if (tree.kind === 'list') return new List(tree.items.map((item) => asValue(item, rendered)));
  if (tree.kind === 'map') {
    return dictFrom(
      tree.entries.map(({ key, keyValue = key, value }): [Value, Value] => [
        dataValueOf(keyValue),
        asValue(value, rendered),
      ]),
    );
  }
  const value = rendered.get(tree);
  if (value !== undefined) return value;
  // Plain texts are templates to dbt too, and a template loses its last line break.
  return typeof tree.value === 'string' && !tree.moment ? tree.value.replace(/\n$/, '') : dataValueOf(dataOf(tree));
}

/** As the built-in tests read them: relations by their quoted names, numbers with a point as Python prints them, since `1.0` is no whole number. */
export function plainArguments(values: ReadonlyMap<string, Value>): JsonObject {
  return Object.fromEntries([...values].map(([name, value]) => [name, plain(value)]));
}

function plain(value: Value): JsonValue {
  if (value instanceof RelationObject) return relationText(value);
  if (value instanceof List || value instanceof Tuple) return value.items.map(plain);
  if (value instanceof Dict) {
    return Object.fromEntries([...value.entries.values()].map(({ key, value: item }) => [toText(key), plain(item)]));
  }
  return typeof value === 'number' && Number.isInteger(value) ? toText(value) : toJson(value);
}

function relationText(relation: RelationObject): string {
  const name = relationNameOf(relation);
  return name && name.schema !== '' ? relationKey(name) : relation.toText();
}

/** Null where the value is no relation, or one without a name. */
export function relationNameOf(value: Value | undefined): RelationName | null {
  if (!(value instanceof RelationObject)) return null;
  const { schema, identifier, type } = value.values;
  if (type === 'cte' && identifier !== null) return { schema: '', name: identifier };
  return schema === null || identifier === null ? null : { schema, name: identifier };
}
