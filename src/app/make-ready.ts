// What a run finds ready before its first word: the state, the schemas that it builds into, the engine tables of the project. And whether
// it may record anything: a command that only tests does not fail for want of that.

import { failed, passed } from '../base/checked.ts';
import type { Database, Session } from '../database/database.ts';
import { type Checked, type Diagnostic, errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/text-file.ts';
import { checkSchema, ensureSchema, lacksRights, updateEngineSchema } from '../execute/run/engine-schema.ts';
import { ensureProductTable } from '../execute/run/ensure-product-table.ts';
import { lacksProductTable } from '../execute/run/product-rights.ts';
import { isBuilt, isSource, type Node, type NodeId } from '../graph/node.ts';
import { engineTableNames } from '../graph/nodes/source.ts';
import { quoteIdentifier, type RelationName } from '../sql/sql.ts';
import type { ProductTable } from '../state/product-tables.ts';
import type { StateFacts } from '../state/state-facts.ts';
import type { OpenProject } from './open-project.ts';
import { builtSchemas } from './project-facts.ts';
import { isUtc } from './time-zone.ts';

export interface Ready {
  /** The engine tables that the run writes to. */
  readonly tables: ReadonlyMap<ProductTable, RelationName>;
  /** Why nothing is recorded of this run; null where everything is. */
  readonly unrecorded: string | null;
}

/** `testsOnly`: the run changes nothing but what it records. */
export function makeReady(
  database: Database,
  opened: OpenProject,
  selected: ReadonlySet<NodeId>,
  testsOnly: boolean,
): Promise<Checked<Ready>> {
  const { shared } = database.capabilities;
  return database.withSession((session) => makeReadyOn(session, opened, selected, { testsOnly, shared }));
}

/** `shared`: the database is a server's, whose roles are people's. */
async function makeReadyOn(
  session: Session,
  opened: OpenProject,
  selected: ReadonlySet<NodeId>,
  { testsOnly, shared }: { readonly testsOnly: boolean; readonly shared: boolean },
): Promise<Checked<Ready>> {
  const tables = productTables(opened);
  if (testsOnly) {
    const unrecorded = await lacksRights(session, opened.run.target.schema, [...tables.values()]);
    if (unrecorded) return passed({ tables: new Map(), unrecorded });
  }
  const schemas = builtSchemas(opened, selected);
  const state = await updateEngineSchema(session);
  const problems: Diagnostic[] = state.ok ? [] : [...state.problems];
  for (const schema of schemas) {
    const made = await (state.ok ? ensureSchema : checkSchema)(session, schema);
    if (!made.ok) problems.push(...made.problems);
  }
  if (!state.ok || problems.length > 0) return failed(problems);
  for (const [kind, table] of tables) {
    const lacking = isWritten(kind, opened, selected) ? await lacksProductTable(session, kind, table) : undefined;
    const made = lacking ? failed([lacking]) : await ensureProductTable(session, kind, table);
    if (!made.ok) {
      const span =
        opened.project.engineTables.find((asked) => asked.table === kind)?.span ?? spanOf(opened.project.file);
      problems.push(
        ...made.problems.map((problem) =>
          problem.span ? problem : errorAt(problem.code, problem.message, { ...problem, span }),
        ),
      );
    }
  }
  return problems.length > 0
    ? failed(problems)
    : passed(
        { tables, unrecorded: null },
        shared
          ? [
              ...(state.value.superuser ? [asSuperuser(state.value)] : []),
              ...(testsOnly ? [] : inOtherTimeZone(state.value, opened)),
            ]
          : [],
      );
}

/** The log only by audited nodes, which put its triggers on their relations. */
function isWritten(kind: ProductTable, { graph }: OpenProject, selected: ReadonlySet<NodeId>): boolean {
  return kind !== 'audit_log' || [...selected].some((id) => isAudited(graph.nodes.get(id)));
}

function isAudited(node: Node | undefined): boolean {
  return isBuilt(node) && node.config.audit;
}

/** Reported by the run that makes the state, so once on a database; `debug` says it always. */
function inOtherTimeZone(
  { timeZone, schema }: StateFacts,
  { project: { target } }: Pick<OpenProject, 'project'>,
): readonly Diagnostic[] {
  const isFirst = schema === null || schema.empty;
  if (!isFirst || target.timeZone !== undefined || isUtc(timeZone)) return [];
  return [
    warningAt('TIME_ZONE', `the time zone of the database is ${timeZone}, and Smelt's sessions have UTC`, {
      help: `Add "time_zone: ${timeZone}" to the target where models should mean that one, or "time_zone: UTC"; docs/targets.md says what depends on it`,
    }),
  ];
}

function asSuperuser({ user }: StateFacts): Diagnostic {
  return warningAt(
    'ROLE_SUPERUSER',
    `the role ${quoteIdentifier(user)} is a superuser: hooks and macros of the project may do anything`,
    {
      help: 'Build as an ordinary role that owns what it builds; docs/operating.md says what it needs',
    },
  );
}

/** The engine tables that the project asks for, by a model with `audit: true`, by engine_tables, or by reading them. */
export function productTables(opened: OpenProject): ReadonlyMap<ProductTable, RelationName> {
  const { project, graph, run } = opened;
  const wanted = new Map<ProductTable, RelationName>();
  for (const table of engineTableNames) {
    const declared = project.engineTables.find((asked) => asked.table === table);
    const audits = table === 'audit_log' && [...graph.nodes.values()].some(isAudited);
    const read = [...graph.nodes.values()].some(
      (node) => isSource(node) && node.engineTable && node.name === table && graph.childrenOf(node.id).length > 0,
    );
    if (declared || audits || read) wanted.set(table, { schema: run.target.schema, name: declared?.name ?? table });
  }
  return wanted;
}
