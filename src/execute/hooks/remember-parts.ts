// Runs a node's post-hooks and remembers what they and the config have made on its relation: the parts of the relation are read
// before and after each, and judge-parts.ts says whose they are. What to do in which order is here, nothing else.

import type { MadePart, RelationPart } from '../../catalog/relation.ts';
import { DatabaseError, type Session } from '../../database/database.ts';
import { abandonedGuards, guardsNotAmong } from '../../plan/shape/guards.ts';
import {
  askedParts,
  type HookWork,
  judgeParts,
  mayMultiply,
  newParts,
  recognizeParts,
  sameParts,
  stillPresent,
} from '../../plan/shape/judge-parts.ts';
import { hookId } from '../../plan/shape/made-parts.ts';
import { removalsOf } from '../../plan/shape/take-off.ts';
import type { Action } from '../../plan/step.ts';
import type { Hook } from '../../project/model-config.ts';
import { raw, type Sql, sql } from '../../sql/sql.ts';
import { readParts, recordMade, takeOff } from '../../state/made-parts.ts';

export type Remember = Extract<Action, { kind: 'remember' }>;
/** The relation that parts are on. */
export type Whose = Pick<Remember, 'relation' | 'noun'>;

export interface RememberContext {
  readonly session: Session;
  readonly performHook: (hook: Hook) => Promise<void>;
  /** Of a part that no hook makes any more and that stays. */
  readonly warn: (kept: RelationPart) => void;
  /** Carries out what locks readers out: in a savepoint, tried again while the lock is not granted. */
  readonly whenLocked: (statement: Sql) => Promise<void>;
}

export interface CurrentParts {
  readonly parts: readonly RelationPart[];
  readonly made: readonly MadePart[] | null;
}

interface Performed {
  readonly work: readonly HookWork[];
  /** The parts in the end. */
  readonly parts: readonly RelationPart[];
}

/** In the node's transaction. Throws as performHook does. */
export async function rememberParts(action: Remember, context: RememberContext): Promise<void> {
  const first = await currentParts(context.session, action);
  if (first === null) return void (await perform(action, context, [], []));
  const { remembered, failure } =
    first.made === null
      ? await recognize(action, context, first.parts)
      : { remembered: stillPresent(first.made, first.parts), failure: undefined };
  const { work, parts } = await performOver(action, context, first.parts, remembered).catch((error: unknown) => {
    throw failure !== undefined && saysItExists(error) ? failure : error;
  });
  const config = askedParts(parts, action.config);
  const { made: judged, doubled } = judgeParts({ existing: parts, remembered, work, config });
  if (doubled.length > 0) await context.whenLocked(removal(action, doubled));
  const kept = abandonedGuards(judged, action.asked);
  for (const part of kept) context.warn(part);
  const made = judged.filter((part) => !kept.includes(part));
  if (first.made === null || !sameParts(first.made, made)) {
    await context.session.query(recordMade(context.session.state, action.relation, made));
  }
}

/** Null where a hook has taken the relation away. */
export async function currentParts(
  session: Session,
  { relation }: Pick<Whose, 'relation'>,
): Promise<CurrentParts | null> {
  const [row] = (await session.query(readParts(session.state, relation))).rows;
  if (!row) return null;
  // The question is asked here alone, so that the shape of its answer is a fact, not an input.
  return { parts: row[0] as unknown as CurrentParts['parts'], made: row[1] as unknown as CurrentParts['made'] };
}

/** The hooks one after the other, with what each has made. `own`: what they made before, where that exists. */
async function perform(
  { hooks, ...whose }: Remember,
  context: RememberContext,
  before: readonly RelationPart[],
  own: readonly MadePart[],
): Promise<Performed> {
  const work: HookWork[] = [];
  let parts = before;
  const again = async () => {
    parts = (await currentParts(context.session, whose))?.parts ?? [];
    return parts;
  };
  for (const hook of hooks) {
    const mark = hookId(hook);
    const made = own.filter((part) => part.hook === mark);
    await unlessItExists(
      whose,
      context,
      { made, savepoint: sql`smelt_hook` },
      {
        work: () => context.performHook(hook),
        anew: async () => {
          await again();
          await context.performHook(hook);
        },
      },
    );
    const earlier = parts;
    work.push({ hook: mark, parts: newParts(earlier, await again()) });
  }
  return { work, parts };
}

/** How PostgreSQL says that something of the name exists already, or another primary key. */
const alreadyExists: readonly (string | undefined)[] = ['42710', '42P07', '42P16'];

function saysItExists(error: unknown): boolean {
  return alreadyExists.includes(causeOf(error)?.code);
}

/** Work of hooks over what they have made before. They need not be written for that, as for a relation that is made anew: then that is taken off first. */
async function unlessItExists<Done>(
  whose: Whose,
  context: RememberContext,
  before: Before,
  { work, anew }: { readonly work: () => Promise<Done>; readonly anew: () => Promise<Done> },
): Promise<Done> {
  const { session } = context;
  const { made, savepoint } = before;
  if (made.length === 0) return work();
  await session.query(sql`SAVEPOINT ${savepoint}`);
  try {
    const done = await work();
    await session.query(sql`RELEASE SAVEPOINT ${savepoint}`);
    return done;
  } catch (error) {
    if (!saysItExists(error)) throw error;
    await session.query(sql`ROLLBACK TO SAVEPOINT ${savepoint}`);
    return withoutItsWork(whose, context, before, anew);
  }
}

/** What hooks have made before, as is remembered, and the savepoint that it takes to try without. */
interface Before {
  readonly made: readonly MadePart[];
  readonly savepoint: Sql;
}

/** Work of hooks with what they made before taken off; but what guards rows and is not made anew by that stays as it was. */
async function withoutItsWork<Done>(
  whose: Whose,
  { session, whenLocked }: RememberContext,
  { made, savepoint }: Before,
  anew: () => Promise<Done>,
): Promise<Done> {
  for (let off = made; ; ) {
    await session.query(sql`SAVEPOINT ${savepoint}`);
    await whenLocked(removal(whose, off));
    const done = await anew();
    const lost = guardsNotAmong(off, (await currentParts(session, whose))?.parts ?? []);
    await session.query(sql`${raw(lost.length > 0 ? 'ROLLBACK TO' : 'RELEASE')} SAVEPOINT ${savepoint}`);
    if (lost.length === 0) return done;
    off = off.filter((part) => !lost.includes(part));
  }
}

/** Each hook over its own work of before; where another one's is in its way, all of them without any. */
async function performOver(
  action: Remember,
  context: RememberContext,
  before: readonly RelationPart[],
  remembered: readonly MadePart[],
): Promise<Performed> {
  const marks = action.hooks.map(hookId);
  const own = remembered.filter((part) => part.hook !== null && marks.includes(part.hook) && mayMultiply(part));
  const savepoint = sql`smelt_hooks`;
  const anew = async () => perform(action, context, (await currentParts(context.session, action))?.parts ?? [], []);
  // Whether a hook that was edited makes a guard anew that another text of it had made is seen where it is not there.
  const abandoned = marks.length > 0 ? abandonedGuards(remembered, action.asked) : [];
  if (abandoned.length > 0) {
    return withoutItsWork(action, context, { made: [...own, ...abandoned], savepoint }, anew);
  }
  const first = () => perform(action, context, before, own);
  return unlessItExists(action, context, { made: own, savepoint }, { work: first, anew });
}

interface Recognized {
  readonly remembered: readonly MadePart[];
  /** What the trial failed with: where the hooks then fail in earnest for what exists already, it is what is wrong with them. */
  readonly failure: unknown;
}

/**
 * Over a relation of which nothing is remembered: what the hooks make when all is taken away that the config does not ask for.
 * It is tried in a savepoint, once for each relation.
 */
async function recognize(
  action: Remember,
  context: RememberContext,
  parts: readonly RelationPart[],
): Promise<Recognized> {
  const { session } = context;
  const asked = new Set(askedParts(parts, action.config));
  const unknown = parts.filter((part) => !asked.has(part));
  const removals = removalsOf(action.relation, action.noun, unknown);
  if (action.hooks.length === 0 || removals.length === 0) return { remembered: [], failure: undefined };
  await session.query(sql`SAVEPOINT smelt_trial`);
  let recognized: Recognized;
  try {
    await context.whenLocked(takeOff(action.relation, removals, true));
    const { work } = await perform(action, context, (await currentParts(session, action))?.parts ?? [], []);
    recognized = { remembered: recognizeParts(unknown, work), failure: undefined };
  } catch (error) {
    if (causeOf(error)?.kind !== 'statement' || error instanceof DatabaseError) throw error;
    recognized = { remembered: [], failure: error };
  }
  await session.query(sql`ROLLBACK TO SAVEPOINT smelt_trial`);
  return recognized;
}

/** Of a failure that is no reason to try again. */
function causeOf(error: unknown): DatabaseError | undefined {
  const cause = error instanceof Error && !(error instanceof DatabaseError) ? error.cause : error;
  return cause instanceof DatabaseError ? cause : undefined;
}

export function removal({ relation, noun }: Whose, parts: readonly RelationPart[]): Sql {
  return takeOff(relation, removalsOf(relation, noun, parts));
}
