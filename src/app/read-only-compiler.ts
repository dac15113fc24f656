// Compiling outside a run: the database is opened only when it is there to be read, and what templates ask it runs READ ONLY
// with a timeout. File sources are empty relations, so that no file is read.

import { failed } from '../base/checked.ts';
import { type CompiledQuery, compileQuery } from '../compile/compile-model.ts';
import type { CompileEnvironment } from '../compile/render-node.ts';
import { DatabaseError, type Session } from '../database/database.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { askDatabase } from '../execute/ask-database.ts';
import { refreshesFully } from '../execute/node/prepare-node.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import type { ModelNode, NodeId, TestNode } from '../graph/node.ts';
import type { Template } from '../jinja/template.ts';
import { introspect } from '../postgres/introspect.ts';
import { openDatabase } from '../postgres/open-database.ts';
import { relationKey, sql } from '../sql/sql.ts';
import { connectionProblem } from './connection-problem.ts';
import type { OpenProject } from './open-project.ts';
import { compileFacts, isBuilt } from './project-facts.ts';
import type { Surroundings } from './surroundings.ts';

export type Compile = (
  node: ModelNode | TestNode,
  extra?: ReadonlyMap<NodeId, Template>,
) => Promise<Checked<CompiledQuery>>;

/** Gives `work` a compiler on one session, and its problems or those of the connection back. */
export async function withReadOnlyCompiler(
  opened: OpenProject,
  surroundings: Surroundings,
  work: (compile: Compile, session: Session) => Promise<readonly Diagnostic[]>,
): Promise<readonly Diagnostic[]> {
  const database = await openDatabase(opened.project.target);
  if (!database.ok) return database.problems;
  const cancel = () => void database.value.cancel();
  surroundings.interrupted.addEventListener('abort', cancel);
  try {
    return await database.value.withSession(async (session) => {
      const environment = await environmentOf(opened, session, surroundings);
      const compile: Compile = async (node, extra) => {
        const templates = extra ? new Map([...environment.templates, ...extra]) : environment.templates;
        try {
          return await compileQuery(node, { ...environment, templates }, (...question) =>
            session.transaction({ readOnly: true }, async () => {
              await session.query(sql`SET LOCAL statement_timeout = '60s'`);
              return askDatabase(session, ...question);
            }),
          );
        } catch (error) {
          if (error instanceof NodeFailure) return failed(error.diagnostics);
          throw error;
        }
      };
      return work(compile, session);
    });
  } catch (error) {
    if (error instanceof NodeFailure) return error.diagnostics;
    const problem = error instanceof DatabaseError ? connectionProblem(error) : undefined;
    if (!problem) throw error;
    return [problem];
  } finally {
    surroundings.interrupted.removeEventListener('abort', cancel);
    await database.value.close();
  }
}

async function environmentOf(
  opened: OpenProject,
  session: Session,
  surroundings: Surroundings,
): Promise<CompileEnvironment> {
  const schemas = new Set([...opened.graph.nodes.values()].filter(isBuilt).map((node) => node.relation.schema));
  const catalog = await introspect(session, { schemas: [...schemas] });
  const { fullRefresh } = opened.run;
  return {
    ...compileFacts(opened, (message, loud) => {
      if (loud) surroundings.writeError(`${message}\n`);
    }),
    isIncremental: (node) => {
      const actual = catalog.relations.get(relationKey(node.relation));
      return (
        actual?.ownership != null &&
        actual.kind !== 'view' &&
        actual.kind !== 'materialized_view' &&
        !refreshesFully(node, fullRefresh)
      );
    },
    shouldFullRefresh: (node) => refreshesFully(node, fullRefresh),
  };
}
