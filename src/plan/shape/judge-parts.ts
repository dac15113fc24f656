// Who made which part of a relation: a pure comparison of what is there before and after each hook with what is remembered.

import type { MadeKind, MadePart, RelationPart } from '../../catalog/relation.ts';
import type { ConfigPart } from '../../state/made-parts.ts';

/** What was new after a hook has run. */
export interface HookWork {
  /** `hookId`. */
  readonly hook: string;
  readonly parts: readonly RelationPart[];
}

/** Kinds of which one more is made where one exists; everything else is set to what it is set to. */
const multiplied: ReadonlySet<MadeKind> = new Set(['index', 'constraint', 'trigger', 'policy', 'rule', 'statistics']);

export function mayMultiply({ kind }: RelationPart): boolean {
  return multiplied.has(kind);
}

/** Those of `remembered` that exist as they were made: what has another definition since is people's. */
export function stillPresent<Part extends RelationPart>(
  remembered: readonly Part[],
  existing: readonly RelationPart[],
): readonly Part[] {
  const known = new Set(existing.map(keyOf));
  return remembered.filter((part) => known.has(keyOf(part)));
}

/** Parts of `after` that were not there before, or were others. */
export function newParts(before: readonly RelationPart[], after: readonly RelationPart[]): readonly RelationPart[] {
  const known = new Set(before.map(keyOf));
  return after.filter((part) => !known.has(keyOf(part)));
}

export interface Judgement {
  readonly made: readonly MadePart[];
  /** Made once more by a hook whose work of before still exists: to be taken off again. */
  readonly doubled: readonly MadePart[];
}

/** `existing`: in the end. `remembered`: as it was before the hooks; of `config` what the config asks for, as it is. */
export function judgeParts(parts: {
  readonly existing: readonly RelationPart[];
  readonly remembered: readonly MadePart[];
  readonly work: readonly HookWork[];
  readonly config: readonly RelationPart[];
}): Judgement {
  const before = stillPresent(parts.remembered, parts.existing).filter(({ origin }) => origin === 'hook');
  const spent = new Set<MadePart>();
  const doubled: MadePart[] = [];
  const made = new Map<string, MadePart>();
  for (const { hook, parts: fresh } of parts.work) {
    for (const part of stillPresent(fresh, parts.existing)) {
      const twin = before.find((one) => !spent.has(one) && one.hook === hook && isTwin(one, part));
      if (twin) {
        spent.add(twin);
        doubled.push(madePart(part, hook));
      } else made.set(nameOf(part), madePart(part, hook));
    }
  }
  for (const part of before) if (!made.has(nameOf(part))) made.set(nameOf(part), part);
  for (const part of parts.config) made.set(nameOf(part), madePart(part, null));
  return { made: inOrder([...made.values()]), doubled };
}

/**
 * What hooks have made where nothing was remembered: those of `unknown` that the hooks make when they are taken away (`work`),
 * under the same name or one that PostgreSQL numbers in the same way.
 */
export function recognizeParts(unknown: readonly RelationPart[], work: readonly HookWork[]): readonly MadePart[] {
  return unknown.flatMap((part) => {
    const by = work.find(({ parts }) =>
      parts.some(
        (one) =>
          one.kind === part.kind &&
          one.definition === part.definition &&
          (one.name === part.name || (mayMultiply(part) && stem(one.name) === stem(part.name))),
      ),
    );
    return by ? [madePart(part, by.hook)] : [];
  });
}

export function sameParts(one: readonly MadePart[], other: readonly MadePart[]): boolean {
  return one.length === other.length && JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function isTwin(one: RelationPart, other: RelationPart): boolean {
  return mayMultiply(one) && one.kind === other.kind && one.name !== other.name && one.definition === other.definition;
}

/** `amount_idx1` is what PostgreSQL calls an index where `amount_idx` is taken. */
function stem(name: string): string {
  return name.replace(/\d+$/, '');
}

function madePart({ kind, name, definition }: RelationPart, hook: string | null): MadePart {
  return { kind, name, definition, origin: hook === null ? 'config' : 'hook', hook };
}

function inOrder(parts: readonly MadePart[]): readonly MadePart[] {
  const inSameOrder = parts.map(({ kind, name, definition, origin, hook }) => ({
    kind,
    name,
    definition,
    origin,
    hook,
  }));
  return inSameOrder.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function nameOf({ kind, name }: RelationPart): string {
  return `${kind} ${name}`;
}

function keyOf({ kind, name, definition }: RelationPart): string {
  return JSON.stringify([kind, name, definition]);
}

/** Those of `existing` that a config asks for. */
export function askedParts(existing: readonly RelationPart[], config: readonly ConfigPart[]): readonly RelationPart[] {
  return existing.filter((part) =>
    config.some(
      ({ kind, name, definition }) =>
        kind === part.kind &&
        (kind === 'grant' ? plainGrant(name) === plainGrant(part.name) : name === part.name) &&
        (definition === null || definition === part.definition),
    ),
  );
}

function plainGrant(name: string): string {
  return name.toLowerCase().replaceAll('"', '');
}
