// A project of a crowd as a value: nodes of all kinds in one order, each reading only nodes before it, with columns that change
// from version to version. Every relation has the ids 1 to `rows`, in every version: a reader can tell when some are missing.

export type Kind = 'seed' | 'table' | 'view' | 'materialized_view' | 'incremental' | 'ephemeral';

export const valueTypes = ['integer', 'bigint', 'numeric', 'text', 'date'] as const;
export type ValueType = (typeof valueTypes)[number];

/** A column that the node gives beside what it takes over: a value, or something made of the first column of its last parent. */
export interface OwnColumn {
  readonly name: string;
  readonly way:
    | { readonly kind: 'value'; readonly type: ValueType }
    | { readonly kind: 'copied' | 'printed' | 'rounded' };
}

export interface CrowdNode {
  readonly name: string;
  readonly kind: Kind;
  /** Empty for a seed only. The first may be taken over whole. */
  readonly parents: readonly string[];
  /** How many columns of the first parent it names; `star`: all that there are, whatever they are. */
  readonly takes: 'star' | number;
  readonly own: readonly OwnColumn[];
  /** A materialized view with a unique index is refreshed beside its readers. */
  readonly uniqueIndex: boolean;
  readonly strategy: 'merge' | 'delete+insert';
  /** The version of the project that last touched it; every row of the relation tells it in a column `<name>_made`. */
  readonly made: number;
}

export interface CrowdProject {
  readonly rows: number;
  readonly version: number;
  readonly nodes: readonly CrowdNode[];
}

export interface Column {
  readonly name: string;
  readonly type: ValueType;
}

/** The columns of every node, `id` first. */
export function columnsOf(project: CrowdProject): ReadonlyMap<string, readonly Column[]> {
  const columns = new Map<string, readonly Column[]>();
  for (const node of project.nodes) columns.set(node.name, columnsOfNode(node, columns));
  return columns;
}

function columnsOfNode(node: CrowdNode, known: ReadonlyMap<string, readonly Column[]>): readonly Column[] {
  const id: Column = { name: 'id', type: 'integer' };
  const made: Column = { name: `${node.name}_made`, type: 'integer' };
  if (node.kind === 'incremental') return [id, { name: `${node.name}_row`, type: 'text' }, made];
  const own = node.own.map(({ name, way }): Column => {
    if (way.kind === 'value') return { name, type: way.type };
    const type = copied(node, known)?.type ?? 'integer';
    if (way.kind === 'copied') return { name, type };
    return { name, type: way.kind === 'rounded' && isNumber(type) ? 'numeric' : 'text' };
  });
  return [id, ...takenOver(node, known), ...own, made];
}

/** What it takes over of its first parent, without the id. */
export function takenOver(node: CrowdNode, known: ReadonlyMap<string, readonly Column[]>): readonly Column[] {
  const columns = (known.get(node.parents[0] ?? '') ?? []).slice(1);
  return node.takes === 'star' ? columns : columns.slice(0, node.takes);
}

/** The column of its last parent that its own columns are made of. */
export function copied(node: CrowdNode, known: ReadonlyMap<string, readonly Column[]>): Column | undefined {
  return known.get(node.parents.at(-1) ?? '')?.[1];
}

/** `round()` of another type of number is another function, although the text stays the same. */
export function isNumber(type: ValueType): boolean {
  return type !== 'text' && type !== 'date';
}

/** Whether the node stands in the database under its name. */
export function isRelation({ kind }: CrowdNode): boolean {
  return kind !== 'ephemeral';
}

/** More than this in one query would measure PostgreSQL's planner. */
const mostJoined = 10;

/** Whether no query of the project joins too many tables once its views and ephemeral models are unfolded. */
export function isPlannable(project: CrowdProject): boolean {
  const joined = new Map<string, number>();
  return project.nodes.every((node) => {
    const own = node.parents.reduce((sum, parent) => sum + (joined.get(parent) ?? 1), 0);
    joined.set(node.name, node.kind === 'view' || node.kind === 'ephemeral' ? own : 1);
    return own <= mostJoined;
  });
}
