// Compiling outside a run: what templates ask the database runs READ ONLY with a timeout. File sources are empty relations, so that
// no file is read.

import { failed } from '../base/checked.ts';
import { type CompiledQuery, compileQuery } from '../compile/compile-model.ts';
import { withFacts } from '../compile/node-facts.ts';
import type { CompileEnvironment } from '../compile/render-node.ts';
import type { Session } from '../database/database.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { askDatabase } from '../execute/ask-database.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import { isBuilt, type ModelNode, type NodeId, type TestNode } from '../graph/node.ts';
import type { Template } from '../jinja/template.ts';
import { introspect } from '../postgres/introspect.ts';
import { sql } from '../sql/sql.ts';
import type { CommandContext, CommandResult } from './command.ts';
import type { OpenProject } from './open-project.ts';
import type { CommonOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';
import { compileFacts } from './project-facts.ts';

export type Compile = (
  node: ModelNode | TestNode,
  extra?: ReadonlyMap<NodeId, Template>,
) => Promise<Checked<CompiledQuery>>;

/** Gives `work` a compiler on one session of the target's database. */
export function withReadOnlyCompiler(
  { opened, io, withDatabase }: CommandContext<CommonOptions>,
  work: (compile: Compile, session: Session) => Promise<CommandResult>,
): Promise<CommandResult> {
  return withDatabase((database) =>
    database.withSession(async (session) => {
      const environment = await environmentOf(opened, session, io);
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
    }),
  );
}

async function environmentOf(opened: OpenProject, session: Session, io: ProcessIo): Promise<CompileEnvironment> {
  const schemas = new Set([...opened.graph.nodes.values()].filter(isBuilt).map((node) => node.relation.schema));
  const catalog = await introspect(session, { schemas: [...schemas] });
  const say = (message: string, loud: boolean) => {
    if (loud) io.writeError(`${message}\n`);
  };
  return withFacts(compileFacts(opened, say), catalog);
}
