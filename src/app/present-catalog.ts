// What planning without a run rests on: the catalog of all that the project is about, and what is asked of the project. Reads only.

import type { Catalog } from '../catalog/relation.ts';
import type { Session } from '../database/database.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { subjectOf } from '../execute/node/prepare-node.ts';
import type { Planning } from '../execute/run.ts';
import { type BuiltNode, isBuilt, isOfFiles, isSnapshot, isSource } from '../graph/node.ts';
import type { Subject } from '../plan/input.ts';
import { introspect, scopeOf } from '../postgres/introspect.ts';
import { relationKey, sql } from '../sql/sql.ts';
import { productTables } from './make-ready.ts';
import type { OpenProject } from './open-project.ts';
import { compileFacts, relationsOf } from './project-facts.ts';
import { projectRelations } from './project-relations.ts';

export function planningOf(opened: OpenProject): Planning {
  return {
    root: opened.project.root,
    compile: compileFacts(opened, () => undefined),
    relations: projectRelations(opened.graph),
    relationsOf: relationsOf(opened.graph),
    tables: productTables(opened),
  };
}

/** Of every schema that the project builds into, with the sources and snapshots elsewhere. */
export async function presentCatalog(session: Session, opened: OpenProject): Promise<Catalog> {
  const { graph } = opened;
  const schemas = new Set([...graph.nodes.values()].filter(isBuilt).map((node) => node.relation.schema));
  const built = await introspect(session, { schemas: [...schemas] });
  return withSources(session, opened, built);
}

/** The node as it is planned, its template's questions answered in a transaction that may not write. */
export function renderedNode(
  node: BuiltNode,
  session: Session,
  catalog: Catalog,
  planning: Planning,
): Promise<Checked<Subject>> {
  return session.transaction({ readOnly: true }, async () => {
    await session.query(sql`SET LOCAL statement_timeout = '60s'`);
    return subjectOf(node, session, catalog, planning);
  });
}

/** Views rest on the columns of the sources and snapshots that they read, too. */
async function withSources(session: Session, { graph }: OpenProject, built: Catalog): Promise<Catalog> {
  const unknown = [...graph.nodes.values()].flatMap((node) => {
    const isTable = (isSource(node) && !isOfFiles(node)) || isSnapshot(node);
    return isTable && !built.relations.has(relationKey(node.relation)) ? [node.relation] : [];
  });
  if (unknown.length === 0) return built;
  const read = await introspect(session, scopeOf(unknown));
  return { ...built, relations: new Map([...read.relations, ...built.relations]) };
}
