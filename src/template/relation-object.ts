// dbt's Relation as templates see it: what `ref`, `source` and `this` give, and `api.Relation.create` makes.

import { type CallArguments, HostObject, type Value } from '../jinja/value.ts';
import { quoteIdentifier, type RelationName } from '../sql/sql.ts';
import { hostFunction } from './host-function.ts';

export type RelationType = 'table' | 'view' | 'materialized_view' | 'cte' | 'external' | null;

const parts = ['database', 'schema', 'identifier'] as const;
type Part = (typeof parts)[number];

export interface RelationValues {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly type: RelationType;
  /** Parts that printing shows. */
  readonly include: Readonly<Record<Part, boolean>>;
  readonly quote: Readonly<Record<Part, boolean>>;
}

const all = { database: true, schema: true, identifier: true };

export class RelationObject extends HostObject {
  override readonly typeName = 'PostgresRelation';
  readonly values: RelationValues;

  constructor(values: RelationValues) {
    super();
    this.values = values;
  }

  static of(relation: RelationName, database: string, type: RelationType = null): RelationObject {
    return new RelationObject({
      database,
      schema: relation.schema,
      identifier: relation.name,
      type,
      include: all,
      quote: all,
    });
  }

  /** A temporary relation: its schema is `pg_temp`, which no database name may precede. */
  static temporary(relation: RelationName): RelationObject {
    const { schema, name } = relation;
    const include = { database: false, schema: true, identifier: true };
    return new RelationObject({ database: null, schema, identifier: name, type: 'table', include, quote: all });
  }

  /** Of an ephemeral model: the name of its CTE. */
  static ofCte(name: string, database: string, schema: string, identifier: string): CteObject {
    return new CteObject(name, { database, schema, identifier, type: 'cte', include: all, quote: all });
  }

  /** `"database"."schema"."identifier"`, the parts that are included and there. */
  override toText(): string {
    return parts
      .filter((part) => this.values.include[part] && this.values[part] !== null)
      .map((part) => (this.values.quote[part] ? quoteIdentifier(this.values[part] ?? '') : (this.values[part] ?? '')))
      .join('.');
  }

  override toRepr(): string {
    return `<Relation ${this.toText()}>`;
  }

  override equals(other: Value): boolean {
    return other instanceof RelationObject && parts.every((part) => other.values[part] === this.values[part]);
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
      case 'is_table':
        return type === 'table';
      case 'is_view':
        return type === 'view';
      case 'is_materialized_view':
        return type === 'materialized_view';
      case 'is_cte':
        return type === 'cte';
      case 'can_be_renamed':
        return type === 'table' || type === 'view';
      case 'can_be_replaced':
        return type === 'view' || type === 'table';
      case 'render':
        return hostFunction('render', () => this.toText());
      case 'include':
        return hostFunction('include', (args) => this.with('include', args));
      case 'quote':
        return hostFunction('quote', (args) => this.with('quote', args));
      case 'without_identifier':
        return hostFunction('without_identifier', () =>
          this.change({ include: { ...this.values.include, identifier: false } }),
        );
      case 'incorporate':
        return hostFunction('incorporate', (args) => this.incorporate(args));
      case 'quote_character':
        return '"';
      case 'database_':
        return undefined;
      default:
        return undefined;
    }
  }

  change(values: Partial<RelationValues>): RelationObject {
    return new RelationObject({ ...this.values, ...values });
  }

  private with(what: 'include' | 'quote', args: CallArguments): RelationObject {
    const changed = { ...this.values[what] };
    for (const [index, value] of args.positional.entries()) {
      const part = parts[index];
      if (part && typeof value === 'boolean') changed[part] = value;
    }
    for (const part of parts) {
      const value = args.keywords.get(part);
      if (typeof value === 'boolean') changed[part] = value;
    }
    return this.change({ [what]: changed });
  }

  private incorporate(args: CallArguments): RelationObject {
    const type = args.keywords.get('type');
    const path = args.keywords.get('path');
    const changed: { database?: string; schema?: string; identifier?: string } = {};
    if (path !== undefined && path !== null) {
      for (const part of parts) {
        const value = itemOf(path, part);
        if (typeof value === 'string') changed[part] = value;
      }
    }
    const types: readonly string[] = ['table', 'view', 'materialized_view', 'cte', 'external'];
    const isType = (value: Value | undefined): value is NonNullable<RelationType> =>
      typeof value === 'string' && types.includes(value);
    return this.change(isType(type) ? { ...changed, type } : changed);
  }
}

/** Prints the name of the CTE that stands for an ephemeral model; its attributes are those of the relation it would be. */
export class CteObject extends RelationObject {
  readonly cte: string;
  constructor(cte: string, values: RelationValues) {
    super(values);
    this.cte = cte;
  }
  override toText(): string {
    return this.cte;
  }
}

function itemOf(value: Value, key: string): Value | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (value instanceof HostObject) return value.getItem(key);
  if ('entries' in value) {
    for (const entry of value.entries.values()) {
      if (entry !== null && typeof entry === 'object' && 'key' in entry && entry.key === key) return entry.value;
    }
  }
  return undefined;
}
