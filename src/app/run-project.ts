// A run on an open database: the engine's schema and tables made ready, the executor given what it needs, the run recorded,
// the refresh function brought up to date.

import { randomUUID } from 'node:crypto';
import { failed, passed } from '../base/checked.ts';
import type { RunMoment } from '../compile/hook.ts';
import type { CompileEnvironment } from '../compile/render-node.ts';
import { engineTableNames } from '../compile/source-nodes.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { maskSecrets } from '../diagnostics/mask-secrets.ts';
import { spanOf } from '../diagnostics/source-text.ts';
import { type Database, DatabaseError, type Session } from '../execute/database.ts';
import { ensureProductTable, ensureSchema, updateEngineSchema } from '../execute/engine-schema.ts';
import type { Emit, RunEvent } from '../execute/event.ts';
import { executeRun } from '../execute/execute-run.ts';
import { createFileLoader } from '../execute/load-files.ts';
import { qualityEnvironment } from '../execute/measure-quality.ts';
import { type PrepareEnvironment, refreshesFully } from '../execute/prepare-node.ts';
import { nodeRecorder } from '../execute/record-node.ts';
import type { NodeId } from '../graph/node.ts';
import type { Value } from '../jinja/value.ts';
import { readCatalog } from '../postgres/introspect.ts';
import { type RelationName, relationKey } from '../sql/sql.ts';
import { lockSchema } from '../state/locks.ts';
import type { ProductTable } from '../state/product-tables.ts';
import { createRefreshFunction, standingViews } from '../state/refresh-function.ts';
import { forgetOldCommits, recordRunEnd, recordRunStart } from '../state/runs.ts';
import type { OpenProject } from './open-project.ts';
import { compileFacts, hasTurn, projectRelations, relationsOf } from './project-facts.ts';
import { tidyRetiredVersions } from './retired-versions.ts';
import { runEndNames, runHooks } from './run-hooks.ts';

export interface ProjectRun {
  readonly opened: OpenProject;
  readonly database: Database;
  readonly selected: ReadonlySet<NodeId>;
  readonly command: string;
  readonly testsBlock: boolean;
  readonly failFast: boolean;
  readonly retryFailed: boolean;
  readonly threads: number;
  readonly emit: Emit;
  readonly cancelled: () => boolean;
}

/** Fails only where the engine's own schema and tables cannot be had; everything else is in the events. */
export async function runProject(run: ProjectRun): Promise<Checked<void>> {
  const { opened, database, emit } = run;
  const started = performance.now();
  const runId = randomUUID();
  const tables = productTables(opened);
  const ready = await database.withSession((session) => makeReady(session, opened, tables, run.selected));
  if (!ready.ok) return ready;
  const selected = new Set([...run.selected].filter((id) => isTest(opened, id) || hasTurn(opened.graph.nodes.get(id))));
  const tests = [...selected].filter((id) => isTest(opened, id)).length;
  const { name } = opened.project.target;
  await database.withSession((session) =>
    session.transaction({}, async () => {
      await session.query(
        recordRunStart({
          runId,
          command: run.command,
          target: name,
          smeltVersion: opened.run.smeltVersion,
          startedAt: opened.run.startedAt,
        }),
      );
      await session.query(forgetOldCommits);
    }),
  );
  emit({
    kind: 'runStarted',
    runId,
    command: run.command,
    target: name,
    nodes: selected.size - tests,
    tests,
    at: opened.run.startedAt,
  });
  let bad = false;
  const ended: Extract<RunEvent, { kind: 'nodeFinished' | 'testFinished' }>[] = [];
  const watching: Emit = (event) => {
    if (event.kind === 'nodeFinished' || event.kind === 'testFinished') ended.push(event);
    if (event.kind === 'diagnostic' && event.diagnostic.severity === 'error') bad = true;
    if (event.kind === 'nodeFinished' && event.outcome.status === 'failed') bad = true;
    if (event.kind === 'testFinished' && (event.outcome.status === 'fail' || event.outcome.status === 'error'))
      bad = true;
    emit(event);
  };
  const readOf = (session: Session, relations: readonly RelationName[]) =>
    readCatalog(session, { schemas: [...new Set(relations.map((relation) => relation.schema))], relations });
  const prepare: PrepareEnvironment = {
    compile: compileFacts(opened, (message, loud) => emit({ kind: 'said', message, loud })),
    project: projectRelations(opened),
    relationsOf: relationsOf(opened.graph),
    fullRefresh: opened.run.fullRefresh,
    auditTable: tables.get('audit_log') ?? null,
    readCatalog: readOf,
  };
  const compile: CompileEnvironment = {
    ...prepare.compile,
    isIncremental: () => false,
    shouldFullRefresh: (node) => refreshesFully(node, opened.run.fullRefresh),
  };
  const hooked = async (moment: RunMoment, names: ReadonlyMap<string, Value>): Promise<boolean> => {
    const hooks = moment === 'on-run-start' ? opened.project.onRunStart : opened.project.onRunEnd;
    const done = await runHooks({ moment, hooks, database, environment: compile, names });
    for (const diagnostic of done.ok ? done.warnings : done.problems) watching({ kind: 'diagnostic', diagnostic });
    return done.ok;
  };
  const etlStatus = tables.get('etl_status') ?? null;
  const targetSchema = opened.run.target.schema;
  const mask = (text: string) => maskSecrets(text, opened.project.secrets);
  const begun = await hooked('on-run-start', new Map());
  const nodes = {
    graph: opened.graph,
    selected,
    testsBlock: run.testsBlock,
    threads: run.threads,
    failFast: run.failFast,
    emit: watching,
    cancelled: run.cancelled,
    node: {
      database,
      emit: watching,
      cancelled: run.cancelled,
      readCatalog: readOf,
      loader: createFileLoader({ root: opened.project.root, runId, retryFailed: run.retryFailed, emit: watching }),
      recorder: nodeRecorder({ runId, targetSchema, etlStatus, mask }),
    },
    prepare,
    tests: {
      database,
      graph: opened.graph,
      emit: watching,
      runId,
      root: opened.project.root,
      compile,
      readCatalog: readOf,
      mask,
      quality: qualityEnvironment(opened.graph, targetSchema, tables.get('data_quality_metrics') ?? null),
    },
  };
  // Nothing is built on a start that failed.
  if (begun) {
    await executeRun(nodes);
    if (!run.cancelled() && !database.gone) await hooked('on-run-end', runEndNames(ended, opened));
  }
  const cancelled = run.cancelled();
  if (!cancelled) {
    await database
      .withSession(async (session) => {
        for (const diagnostic of await tidyRetiredVersions(session, opened.graph))
          watching({ kind: 'diagnostic', diagnostic });
        await finish(session, opened, runId, bad);
      })
      .catch((error: unknown) => {
        // A node has told of the broken database already.
        if (!bad || !(error instanceof DatabaseError) || error.kind !== 'connection') throw error;
      });
  }
  emit({ kind: 'runFinished', milliseconds: performance.now() - started, cancelled });
  return passed(undefined, ready.warnings);
}

function isTest(opened: OpenProject, id: NodeId): boolean {
  return opened.graph.nodes.get(id)?.resourceType === 'test';
}

/** The engine tables that the project asks for, by a model with `audit: true`, by engine_tables, or by reading them. */
export function productTables(opened: OpenProject): ReadonlyMap<ProductTable, RelationName> {
  const { project, graph, run } = opened;
  const wanted = new Map<ProductTable, RelationName>();
  for (const table of engineTableNames) {
    const declared = project.engineTables.find((asked) => asked.table === table);
    const audits =
      table === 'audit_log' &&
      [...graph.nodes.values()].some((node) => 'config' in node && 'audit' in node.config && node.config.audit);
    const read = [...graph.nodes.values()].some(
      (node) =>
        node.resourceType === 'source' &&
        node.engineTable &&
        node.name === table &&
        graph.childrenOf(node.id).length > 0,
    );
    if (declared || audits || read) wanted.set(table, { schema: run.target.schema, name: declared?.name ?? table });
  }
  return wanted;
}

async function makeReady(
  session: Session,
  opened: OpenProject,
  tables: ReadonlyMap<ProductTable, RelationName>,
  selected: ReadonlySet<NodeId>,
): Promise<Checked<void>> {
  const state = await updateEngineSchema(session);
  if (!state.ok) return state;
  const problems: Diagnostic[] = [];
  const schemas = new Set([opened.run.target.schema]);
  for (const id of selected) {
    const node = opened.graph.nodes.get(id);
    if (node && (node.resourceType === 'model' || node.resourceType === 'seed')) schemas.add(node.relation.schema);
  }
  for (const schema of [...schemas].sort()) await ensureSchema(session, schema);
  for (const [kind, table] of tables) {
    const made = await ensureProductTable(session, kind, table);
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
  return problems.length > 0 ? failed(problems) : passed(undefined);
}

/**
 * Every run leaves the function refreshing exactly the materialized views that stand. Under the lock of the engine's schema,
 * because of two sessions replacing one function the second fails.
 */
async function finish(session: Session, opened: OpenProject, runId: string, bad: boolean): Promise<void> {
  const views = opened.graph.order.flatMap((id) => {
    const node = opened.graph.nodes.get(id);
    return node?.resourceType === 'model' && node.config.materialized === 'materialized_view' ? [node.relation] : [];
  });
  await session.transaction({}, async () => {
    if (views.length > 0) {
      await session.query(lockSchema());
      const { rows } = await session.query(standingViews);
      const found = new Set(rows.map(([schema, name]) => relationKey({ schema: String(schema), name: String(name) })));
      const standing = views.filter((view) => found.has(relationKey(view)));
      for (const statement of createRefreshFunction(opened.run.target.schema, standing)) await session.query(statement);
    }
    await session.query(recordRunEnd(runId, bad ? 'failed' : 'success'));
  });
}
