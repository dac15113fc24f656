// What Smelt remembers to have made on a relation, as a plan asks for it. By whom a part was made is judged in judge-parts.ts.

import type {
  CatalogIndex,
  CatalogRelation,
  Dependent,
  MadeKind,
  MadePart,
  RelationPart,
} from '../../catalog/relation.ts';
import type { Hook } from '../../project/model-config.ts';
import { raw, type Sql } from '../../sql/sql.ts';
import { shortHash } from './names.ts';

/** Empty also where nothing was ever remembered. */
export function madeOn(actual: CatalogRelation | null): readonly MadePart[] {
  return actual?.ownership?.made ?? [];
}

/** A hook's mark on what it made: of its text as written, so that one that is changed is another one. */
export function hookId(hook: Pick<Hook, 'sql'>): string {
  return shortHash(hook.sql.trim());
}

/** Without a definition by its name alone: what the catalog does not give. */
export function isMade(actual: CatalogRelation, kind: MadeKind, name: string, definition?: string): boolean {
  return madeOn(actual).some(
    (part) => part.kind === kind && part.name === name && (definition === undefined || part.definition === definition),
  );
}

export interface IndexDefinition {
  readonly create: Sql;
  /** From USING on. */
  readonly rest: string;
  readonly part: RelationPart;
}

/** Null where the definition is not read. */
export function indexDefinition({ name, definition, unique, valid }: CatalogIndex): IndexDefinition | null {
  const rest = definedIndex.exec(definition)?.groups?.rest;
  if (rest === undefined) return null;
  const listed = `${unique ? 'unique ' : ''}${rest}${valid ? '' : ' (not valid)'}`;
  return {
    create: raw(unique ? 'create unique index' : 'create index'),
    rest,
    part: { kind: 'index', name, definition: listed },
  };
}

/** `pg_get_indexdef`, under the engine's search_path: `CREATE INDEX name ON schema.relation USING …`. */
const definedIndex =
  /^CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")+"|[^\s"]+) ON (?:ONLY )?(?:"(?:[^"]|"")+"|[^\s".]+)\.(?:"(?:[^"]|"")+"|[^\s"]+) (?<rest>USING .*)$/s;

/** Whether what hangs on the relation is a part of it that Smelt made, and will make again. */
export function isMadePart(actual: CatalogRelation, { kind, name }: Dependent): boolean {
  const isPart = kind === 'trigger' || kind === 'policy' || kind === 'rule' || kind === 'statistics';
  if (!isPart || unquoted(name.schema) !== actual.name.schema) return false;
  return isMade(actual, kind, unquoted(name.name));
}

/** Some names come as pg_identify_object quotes them. */
function unquoted(name: string): string {
  return /^".*"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name;
}
