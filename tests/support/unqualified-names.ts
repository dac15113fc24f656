// Which names in a statement, and in the bodies of functions and blocks in it, PostgreSQL looks up by the search_path: functions,
// types, tables and collations without a schema. By PostgreSQL's own parser, which qualifies what the SQL standard has words for.

import { parsePlPgSQLSync, parseSync } from 'libpg-query';

export interface Unqualified {
  /** `function format`, `type text`, `table x`, `collation C`. */
  readonly names: readonly string[];
  /** How many bodies of PL/pgSQL the statement has. */
  readonly bodies: number;
}

/** `loadParser` must have finished. */
export function unqualifiedNames(text: string): Unqualified {
  const found = new Set<string>();
  const tree: unknown = parseSync(text);
  let bodies = 0;
  if (holds(tree, 'DoStmt') || (holds(tree, 'CreateFunctionStmt') && /\blanguage\s+plpgsql\b/i.test(text))) {
    bodies += 1;
    inBody(text, found, parametersOf(tree));
  }
  inTree(tree, found, new Set());
  return { names: [...found], bodies };
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function holds(value: unknown, kind: string): boolean {
  return find(value, kind).length > 0;
}

function find(value: unknown, kind: string): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap((item) => find(item, kind));
  if (!isNode(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === kind && isNode(child) ? [child, ...find(child, kind)] : find(child, kind),
  );
}

function textsOf(value: unknown): readonly string[] {
  return find({ value }, 'String').flatMap(({ sval }) => (typeof sval === 'string' ? [sval] : []));
}

/** Their types are judged where the statement declares them; the parser of PL/pgSQL tells them by PostgreSQL's own names. */
function parametersOf(tree: unknown): ReadonlySet<unknown> {
  return new Set(find(tree, 'FunctionParameter').map(({ name }) => name));
}

/** The parser of PL/pgSQL finds the body in the statement by itself. */
function inBody(text: string, found: Set<string>, parameters: ReadonlySet<unknown>): void {
  const parsed: unknown = parsePlPgSQLSync(text);
  for (const { query, parseMode } of find(parsed, 'PLpgSQL_expr')) {
    if (typeof query !== 'string') continue;
    const statement =
      parseMode === 0 || parseMode === undefined ? query : `select ${query.replace(/^\s*[\w.]+\s*:=/, '')}`;
    inTree(parseSync(statement), found, new Set());
  }
  // What a trigger and a handler find defined is PostgreSQL's to declare.
  const declared = [...find(parsed, 'PLpgSQL_var'), ...find(parsed, 'PLpgSQL_rec')].filter(
    ({ refname }) => !parameters.has(refname) && !/^(?:tg_|sqlstate$|sqlerrm$)/.test(String(refname)),
  );
  for (const { typname } of find(declared, 'PLpgSQL_type')) {
    if (typeof typname !== 'string' || /^(?:pg_catalog\.)?record$/i.test(typname) || typname === 'UNKNOWN') continue;
    inTree(parseSync(`select null::${typname}`), found, new Set());
  }
}

function inTree(value: unknown, found: Set<string>, ctes: ReadonlySet<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) inTree(item, found, ctes);
    return;
  }
  if (!isNode(value)) return;
  const own = isNode(value.withClause)
    ? find(value.withClause, 'CommonTableExpr').map(({ ctename }) => String(ctename))
    : [];
  const known = own.length > 0 ? new Set([...ctes, ...own]) : ctes;
  for (const [key, child] of Object.entries(value)) {
    judge(key, child, found, known);
    inTree(child, found, known);
  }
}

/** The parser gives a node either under the name of its kind or, where the kind is known, under that of the field. */
function judge(key: string, child: unknown, found: Set<string>, ctes: ReadonlySet<string>): void {
  if (!isNode(child)) return;
  const single = (names: unknown): string | undefined => {
    const parts = textsOf(names);
    return parts.length === 1 ? parts[0] : undefined;
  };
  const tell = (kind: string, name: string | undefined) => name !== undefined && found.add(`${kind} ${name}`);
  if ('funcname' in child) tell('function', single(child.funcname));
  if ('names' in child && (key === 'TypeName' || key === 'typeName' || key === 'returnType' || key === 'argType')) {
    const name = single(child.names);
    if (name !== 'trigger' && name !== 'void' && name !== 'record') tell('type', name);
  }
  if ('collname' in child) tell('collation', single(child.collname));
  if ('relname' in child && 'inh' in child && child.schemaname === undefined) {
    const name = String(child.relname);
    if (!ctes.has(name)) tell('table', name);
  }
}
