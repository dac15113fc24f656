// dbt's objects that are made of fields: the results of a run, their nodes and those nodes' configs. A field that is not there is
// undefined, but in a config, where it is None.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { isJsonObject } from '../base/json-value.ts';
import { type HostFunction, hostFunction } from '../jinja/host-function.ts';
import { bind } from '../jinja/python/arguments.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import { toRepr } from '../jinja/python/printing.ts';
import { textOf } from '../jinja/python/text-object.ts';
import { isTrue } from '../jinja/python/truth.ts';
import { HostObject, type Value } from '../jinja/value.ts';

export class RecordObject extends HostObject {
  override readonly typeName: string;
  readonly fields: ReadonlyMap<string, Value>;
  readonly #plain: JsonObject;

  /** `plain` is what `to_dict()` gives. */
  constructor(typeName: string, fields: ReadonlyMap<string, Value>, plain: JsonObject) {
    super();
    this.typeName = typeName;
    this.fields = fields;
    this.#plain = plain;
  }
  override toText(): string {
    return `${this.typeName}(${[...this.fields].map(([name, value]) => `${name}=${toRepr(value)}`).join(', ')})`;
  }
  override getAttribute(name: string): Value | undefined {
    if (this.fields.has(name)) return this.fields.get(name);
    return name === 'to_dict' ? this.#toDict() : undefined;
  }

  #toDict(): HostFunction {
    return hostFunction('to_dict', (args) => {
      const [omit = false] = bind('to_dict', ['omit_none', '*validate'], 0, args);
      return fromJson(isTrue(omit) ? withoutNull(this.#plain) : this.#plain);
    });
  }
}

function withoutNull(plain: JsonObject): JsonObject {
  const kept = (value: JsonValue): JsonValue =>
    Array.isArray(value) ? value.map(kept) : isJsonObject(value) ? withoutNull(value) : value;
  return Object.fromEntries(
    Object.entries(plain).flatMap(([key, value]) => (value === null ? [] : [[key, kept(value)]])),
  );
}

/** The config of a node of a result. */
export class ConfigRecord extends RecordObject {
  constructor(config: JsonObject) {
    const entries = Object.entries(config).flatMap(([key, value]): (readonly [string, Value])[] => {
      const made = fromJson(value);
      return key.includes('-')
        ? [
            [key, made],
            [key.replaceAll('-', '_'), made],
          ]
        : [[key, made]];
    });
    super('NodeConfig', new Map(entries), config);
  }
  override getAttribute(name: string): Value | undefined {
    if (name !== 'get') return super.getAttribute(name);
    return hostFunction('get', (args) => {
      const [key = null, otherwise = null] = bind('get', ['key', 'default'], 1, args);
      const name = textOf(key) ?? '';
      return this.fields.has(name) ? (this.fields.get(name) ?? null) : otherwise;
    });
  }
  override getItem(key: Value): Value {
    return this.fields.get(textOf(key) ?? '') ?? null;
  }
  override iterate(): Iterable<Value> {
    return this.fields.keys();
  }
}

/** What is asked of a node beside its dictionary. */
interface NodeFacts {
  readonly isRefable: boolean;
  readonly isEphemeral: boolean;
  readonly isRelational: boolean;
}

/** `described`: the dictionary of the node. */
export function nodeRecord(described: JsonObject, { isRefable, isEphemeral, isRelational }: NodeFacts): RecordObject {
  const { config = {}, depends_on: dependsOn = {}, ...rest } = described;
  const own = isJsonObject(dependsOn) ? dependsOn : {};
  return new RecordObject(
    'Node',
    new Map<string, Value>([
      ...Object.entries(rest).map(([key, value]) => [key, fromJson(value)] as const),
      ['depends_on', fromJson(dependsOn)],
      ['config', new ConfigRecord(isJsonObject(config) ? config : {})],
      ['depends_on_nodes', fromJson(own.nodes ?? [])],
      ['depends_on_macros', fromJson(own.macros ?? [])],
      ['search_name', fromJson(described.name ?? null)],
      ['is_refable', isRefable],
      ['is_ephemeral', isEphemeral],
      ['is_ephemeral_model', isEphemeral],
      ['is_relational', isRelational],
    ]),
    described,
  );
}
