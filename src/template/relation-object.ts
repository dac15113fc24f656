// dbt's Relation as templates see it: what `ref`, `source` and `this` give, and `api.Relation.create` makes.

import { HostFunction, type HostMethods, hostFunction, hostMethod } from '../jinja/host-function.ts';
import { bind } from '../jinja/python/arguments.ts';
import { dictFrom } from '../jinja/python/dicts.ts';
import { valueError } from '../jinja/python/failures.ts';
import { getItem } from '../jinja/python/items.ts';
import { toText } from '../jinja/python/printing.ts';
import { type CallArguments, HostObject, Undefined, type Value } from '../jinja/value.ts';
import { quoteIdentifier, type RelationName } from '../sql/sql.ts';

const relationTypes = ['table', 'view', 'materialized_view', 'cte', 'external', 'ephemeral'] as const;
export type RelationType = (typeof relationTypes)[number] | null;

const parts = ['database', 'schema', 'identifier'] as const;
type Part = (typeof parts)[number];
type Policy = Readonly<Record<Part, boolean>>;

export interface RelationValues {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly type: RelationType;
  /** Parts that printing shows. */
  readonly include: Policy;
  readonly quote: Policy;
  /** `--empty`: printed, it is a query of it that gives no rows. */
  readonly empty: boolean;
}

const all: Policy = { database: true, schema: true, identifier: true };
const nothing = {
  database: null,
  schema: null,
  identifier: null,
  type: null,
  include: all,
  quote: all,
  empty: false,
};

export class RelationObject extends HostObject {
  override readonly typeName = 'PostgresRelation';
  readonly values: RelationValues;

  constructor(values: RelationValues) {
    super();
    this.values = values;
  }

  static of(relation: RelationName, database: string, type: RelationType = null): RelationObject {
    return new RelationObject({ ...nothing, database, schema: relation.schema, identifier: relation.name, type });
  }

  /** A temporary relation: its schema is `pg_temp`, which no database name may precede. */
  static temporary(relation: RelationName): RelationObject {
    const include = { database: false, schema: true, identifier: true };
    return new RelationObject({
      ...nothing,
      schema: relation.schema,
      identifier: relation.name,
      type: 'table',
      include,
    });
  }

  /** Of an ephemeral model: the name of its CTE, bare as in dbt unless it has capitals or what no bare name can have. */
  static ofCte(name: string): RelationObject {
    const quote = { ...all, identifier: !/^[a-z0-9_]+$/.test(name) };
    return new RelationObject({ ...nothing, identifier: name, type: 'cte', quote });
  }

  /** Its name; of a reference that gives no rows dbt's query of it, alias and all. */
  override toText(): string {
    const { empty, identifier } = this.values;
    if (!empty) return this.fullName();
    return `(select * from ${this.fullName()} where false limit 0) _dbt_limit_subq_${identifier ?? 'None'}`;
  }
  /** `"database"."schema"."identifier"`, the parts that are included and there. */
  fullName(): string {
    const { include, quote } = this.values;
    return parts
      .flatMap((part) => {
        const value = this.values[part];
        if (!include[part] || value === null) return [];
        return [quote[part] ? quoteIdentifier(value) : value];
      })
      .join('.');
  }
  override toRepr(): string {
    return `<PostgresRelation ${this.fullName()}>`;
  }
  override equals(other: Value): boolean {
    return (
      other instanceof RelationObject &&
      other.values.type === this.values.type &&
      parts.every(
        (part) =>
          other.values[part] === this.values[part] &&
          other.values.include[part] === this.values.include[part] &&
          other.values.quote[part] === this.values.quote[part],
      )
    );
  }
  override hashKey(): string {
    return `relation ${this.toText()}`;
  }

  override getAttribute(name: string): Value | undefined {
    const { database, schema, identifier, type } = this.values;
    switch (name) {
      case 'database':
        return database;
      case 'schema':
        return schema;
      case 'identifier':
      case 'name':
      case 'table':
        return identifier;
      case 'type':
        return type;
      case 'can_be_renamed':
      case 'can_be_replaced':
        return type === 'table' || type === 'view';
      case 'quote_character':
        return '"';
      case 'path':
        return dictFrom(parts.map((part) => [part, this.values[part]] as const));
      case 'include_policy':
        return policyValue(this.values.include);
      case 'quote_policy':
        return policyValue(this.values.quote);
      default:
        return typeAttribute(type, name) ?? hostMethod(methods, this, name) ?? relationClass.getAttribute(name);
    }
  }
  /** dbt's relations are mappings, too: packages know them by that. */
  override get isMapping(): boolean {
    return true;
  }
  override getItem(key: Value): Value | undefined {
    return key === 'database' || key === 'schema' || key === 'identifier' || key === 'type'
      ? this.values[key]
      : undefined;
  }

  change(values: Partial<RelationValues>): RelationObject {
    return new RelationObject({ ...this.values, ...values });
  }
}

/** `is_table`, `is_view`, …. */
function typeAttribute(type: RelationType, name: string): boolean | undefined {
  const asked = name.startsWith('is_') ? name.slice(3) : undefined;
  return relationTypes.some((one) => one === asked) ? type === asked : undefined;
}

function policyValue(policy: Policy): Value {
  return dictFrom(parts.map((part) => [part, policy[part]] as const));
}

/** The policy with the parts that are given; None leaves a part as it is. */
function policyWith(policy: Policy, value: (part: Part, index: number) => Value | undefined): Policy {
  const changed = { ...policy };
  for (const [index, part] of parts.entries()) {
    const given = value(part, index);
    if (typeof given === 'boolean') changed[part] = given;
  }
  return changed;
}

function withPolicy(relation: RelationObject, what: 'include' | 'quote', args: CallArguments): RelationObject {
  const given = bind(what, parts, 0, args);
  return relation.change({ [what]: policyWith(relation.values[what], (_, index) => given[index]) });
}

function pathFrom(path: Value): Partial<RelationValues> {
  const changed: Partial<Record<Part, string | null>> = {};
  for (const part of parts) {
    const value = getItem(path, part);
    if (value !== undefined) changed[part] = value === null ? null : toText(value);
  }
  return changed;
}

function wantType(value: Value | undefined): RelationType {
  if (value === undefined || value === null || value instanceof Undefined) return null;
  const type = relationTypes.find((one) => one === toText(value));
  if (!type) throw valueError(`'${toText(value)}' is not a type of relation; there are ${relationTypes.join(', ')}`);
  return type;
}

/** `information_schema`, or one of its views, of the relation's database. */
function informationSchema(relation: RelationObject, view: Value | undefined): RelationObject {
  const isView = typeof view === 'string';
  return relation.change({
    schema: 'INFORMATION_SCHEMA',
    identifier: isView ? view : null,
    type: null,
    quote: { ...all, schema: false, identifier: false },
    include: { database: true, schema: true, identifier: isView },
  });
}

const methods: HostMethods<RelationObject> = new Map<string, (relation: RelationObject, args: CallArguments) => Value>([
  ['render', (relation) => relation.fullName()],
  ['include', (relation, args) => withPolicy(relation, 'include', args)],
  ['quote', (relation, args) => withPolicy(relation, 'quote', args)],
  [
    'without_identifier',
    ({ values }) =>
      new RelationObject({ ...values, identifier: null, include: { ...values.include, identifier: false } }),
  ],
  [
    'incorporate',
    (relation, args) => {
      const path = args.keywords.get('path') ?? null;
      const type = args.keywords.get('type');
      const changed = path === null ? {} : pathFrom(path);
      return relation.change(type === undefined ? changed : { ...changed, type: wantType(type) });
    },
  ],
  ['replace_path', (relation, { keywords }) => relation.change(pathFrom(dictFrom(keywords)))],
  [
    'matches',
    (relation, args) => {
      const given = bind('matches', parts, 0, args);
      return parts.every((part, index) => {
        const wanted = given[index] ?? null;
        return wanted === null || toText(wanted) === relation.values[part];
      });
    },
  ],
  [
    'get',
    (relation, { positional: [key = null, otherwise = null] }) =>
      key === 'metadata' ? dictFrom([['type', relation.typeName]]) : (relation.getItem(key) ?? otherwise),
  ],
  ['information_schema', (relation, { positional: [view] }) => informationSchema(relation, view)],
  ['information_schema_only', (relation) => informationSchema(relation, undefined)],
  ['relation_max_name_length', () => 63n],
  ['quoted', (_, { positional: [identifier = ''] }) => quoteIdentifier(toText(identifier))],
]);

/** `api.Relation`: makes relations, and names their types. */
class RelationClass extends HostFunction {
  constructor() {
    super('Relation', createRelation);
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'create':
        return hostFunction(name, createRelation);
      case 'Table':
      case 'View':
      case 'External':
        return name.toLowerCase();
      case 'CTE':
        return 'cte';
      case 'MaterializedView':
        return 'materialized_view';
      case 'add_ephemeral_prefix':
        return hostFunction(name, ({ positional: [identifier = ''] }) => ephemeralName(toText(identifier)));
      default:
        return undefined;
    }
  }
}

export function ephemeralName(identifier: string): string {
  return `__dbt__cte__${identifier}`;
}

function createRelation({ positional, keywords }: CallArguments): RelationObject {
  const given = (index: number, name: string) => positional[index] ?? keywords.get(name) ?? null;
  const [database, schema, identifier] = parts.map((part, index) => {
    const value = given(index, part);
    return value === null || value instanceof Undefined ? null : toText(value);
  });
  const policy = (name: string) => {
    const value = keywords.get(name) ?? null;
    return policyWith(all, (part) => (value === null ? undefined : getItem(value, part)));
  };
  return new RelationObject({
    database: database ?? null,
    schema: schema ?? null,
    identifier: identifier ?? null,
    type: wantType(given(3, 'type')),
    include: policy('include_policy'),
    quote: policy('quote_policy'),
    empty: false,
  });
}

export const relationClass: HostObject = new RelationClass();
