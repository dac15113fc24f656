// What `smelt adopt` would take over: each relation in a node's place that is not Smelt's, compared with the node. What becomes of it
// afterwards is plan-adoptions.ts'. Nothing is written.

import { failed, passed } from '../base/checked.ts';
import type { Catalog, CatalogRelation } from '../catalog/relation.ts';
import { DatabaseError, recordsOf, type Session } from '../database/database.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { earlierRecord } from '../execute/node/adopt-relation.ts';
import { compareRelation, type EarlierRecord } from '../execute/node/compare-relation.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import type { Planning } from '../execute/run.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';
import { type BuiltNode, hasTurn, type NodeId } from '../graph/node.ts';
import { checkKind, notAdopted, provisionalOwnership } from '../plan/adoption.ts';
import { nounOf } from '../plan/shape/take-off.ts';
import { qualified, quoteIdentifier, relationKey } from '../sql/sql.ts';
import { findOthersRelations, hasRecords } from '../state/adopted-relations.ts';
import type { OpenProject } from './open-project.ts';
import { type Adoptable, type Compared, ownedIn, planAdoptions } from './plan-adoptions.ts';
import { planningOf, presentCatalog, renderedNode } from './present-catalog.ts';

export interface LookedAt {
  /** In the order of the graph. */
  readonly adoptable: readonly Adoptable[];
  readonly refused: readonly Diagnostic[];
  /** How many nodes have a relation that is Smelt's already, and how many have none. */
  readonly owned: number;
  readonly absent: number;
}

interface Candidate {
  readonly node: BuiltNode;
  readonly actual: CatalogRelation;
  readonly earlier: EarlierRecord | null;
}

/** Not in a transaction. Throws DatabaseErrors of the connection. */
export async function lookAtRelations(
  session: Session,
  opened: OpenProject,
  selected: ReadonlySet<NodeId>,
): Promise<LookedAt> {
  const planning = planningOf(opened);
  const catalog = await presentCatalog(session, opened);
  const places = placesOf(opened, selected, catalog);
  const found = await findCandidates(session, places, catalog);
  const refused: Diagnostic[] = [...found.refused];
  const compared: Compared[] = [];
  const asOwned = ownedIn({ catalog, planning }, found.candidates, ({ node }) => provisionalOwnership(node));
  for (const candidate of found.candidates) {
    const comparison = await compareCandidate(session, candidate, asOwned, planning);
    if (comparison.ok) compared.push(comparison.value);
    else refused.push(...comparison.problems);
  }
  const planned = planAdoptions(compared, catalog, planning);
  return {
    adoptable: planned.adoptable,
    refused: [...refused, ...planned.refused],
    owned: places.filter(({ actual }) => actual?.ownership).length,
    absent: places.filter(({ actual }) => actual === undefined).length,
  };
}

interface Place {
  readonly node: BuiltNode;
  readonly actual: CatalogRelation | undefined;
}

function placesOf({ graph }: OpenProject, selected: ReadonlySet<NodeId>, catalog: Catalog): readonly Place[] {
  return graph.order.flatMap((id) => {
    const node = graph.nodes.get(id);
    if (!selected.has(id) || !hasTurn(node)) return [];
    return [{ node, actual: catalog.relations.get(relationKey(node.relation)) }];
  });
}

/** Those of the right kind that belong to the role, with what was Smelt's in their places before. */
async function findCandidates(
  session: Session,
  places: readonly Place[],
  { user }: Catalog,
): Promise<{ readonly candidates: readonly Candidate[]; readonly refused: readonly Diagnostic[] }> {
  const others = places.flatMap(({ node, actual }) => (actual && !actual.ownership ? [{ node, actual }] : []));
  const oids = others.map(({ actual }) => actual.oid);
  const foreign = new Set((await session.query(findOthersRelations(oids))).rows.map(([oid]) => Number(oid)));
  const remembers = recordsOf(await session.query(hasRecords(session.state)))[0]?.present === true;
  const refused: Diagnostic[] = [];
  const candidates: Candidate[] = [];
  for (const { node, actual } of others) {
    const kind = checkKind(node, actual);
    if (!kind.ok) refused.push(...kind.problems);
    else if (foreign.has(actual.oid)) refused.push(belongsToOthers(node, actual, user));
    else candidates.push({ node, actual, earlier: remembers ? await earlierRecord(session, actual) : null });
  }
  return { candidates, refused };
}

function belongsToOthers(node: BuiltNode, { owner }: CatalogRelation, user: string): Diagnostic {
  const [theirs, ours] = [quoteIdentifier(owner), quoteIdentifier(user)];
  return notAdopted(node, `belongs to ${theirs}, and the role of the target is ${ours}`, {
    help: `Build as ${theirs}, or let an administrator run: alter ${nounOf(node)} ${qualified(node.relation).sql} owner to ${ours}`,
  });
}

async function compareCandidate(
  session: Session,
  candidate: Candidate,
  catalog: Catalog,
  planning: Planning,
): Promise<Checked<Compared>> {
  try {
    const subject = await renderedNode(candidate.node, session, catalog, planning);
    if (!subject.ok) return subject;
    const asked = { ...candidate, subject: subject.value, catalog };
    const comparison = await session.transaction({}, () => compareRelation(session, asked, planning));
    return passed({ ...candidate, comparison, relations: planning.relations });
  } catch (error) {
    if (error instanceof NodeFailure) return failed(error.diagnostics);
    if (!(error instanceof DatabaseError) || error.kind !== 'statement') throw error;
    const span = { file: candidate.node.file, start: 0, end: 0 };
    return failed([statementDiagnostic(error, undefined, undefined, span)]);
  }
}
