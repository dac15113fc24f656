// What compiling, planning and reporting ask of the project, as functions and maps over its graph. No database here.

import { failed, passed } from '../base/checked.ts';
import { counted } from '../base/counted.ts';
import { InternalError } from '../base/internal-error.ts';
import type { JsonObject } from '../base/json-value.ts';
import { dictionaries, graphValue } from '../compile/graph-value.ts';
import type { CompileEnvironment } from '../compile/render-node.ts';
import { maskMessage } from '../diagnostics/mask-secrets.ts';
import type { Graph } from '../graph/graph.ts';
import {
  type BuiltNode,
  hasTurn,
  isEphemeral,
  isModel,
  isOfFiles,
  isPointer,
  isSeed,
  isSnapshot,
  isTest,
  type NodeId,
} from '../graph/node.ts';
import { indexReferences } from '../graph/reference-index.ts';
import { docFinder } from '../project/find-doc.ts';
import { type RelationName, sql } from '../sql/sql.ts';
import { isRecorded, mayReadRecords, renameRecord } from '../state/relations.ts';
import { defaultStateSchema, type StateSchema } from '../state/state-schema.ts';
import type { RelationRecords } from '../template/vocabulary.ts';
import type { OpenProject } from './open-project.ts';

function relationRecords(state: StateSchema): RelationRecords {
  return {
    areReadable: sql`select ${mayReadRecords(state)}`,
    hold: (...relation) => isRecorded(state, ...relation),
    rename: (...renamed) => renameRecord(state, ...renamed),
  };
}

/** `say` takes what templates log, masked. */
export function compileFacts(
  opened: OpenProject,
  say: (message: string, loud: boolean) => void,
): Omit<CompileEnvironment, 'facts'> {
  const { graph, parsed, run, project } = opened;
  const index = indexReferences([...graph.nodes.values()]);
  const dictionaryOf = dictionaries(graph, index, run.target);
  let shownGraph: JsonObject | undefined;
  const findDoc = docFinder(project.docsBlocks, project.name);
  return {
    run,
    library: parsed.library,
    templates: parsed.templates,
    resolve(from, reference) {
      const resolution = index.resolve(reference, from.packageName);
      if (resolution.kind !== 'found') return failed([resolution.diagnostic]);
      const node = graph.nodes.get(resolution.id);
      if (!node) throw new InternalError(`${resolution.id} is not in the graph that it was found in`);
      return passed(node);
    },
    graph: () => (shownGraph ??= graphValue(graph, project.groups, dictionaryOf)),
    dictionaryOf,
    records: relationRecords(project.target.stateSchema ?? defaultStateSchema),
    say: (message, loud) => say(maskMessage(message, project.secrets), loud),
    doc: (...asked) => findDoc(...asked).text,
  };
}

/**
 * A node's own relation and those that its plan looks at: its parents', ephemeral ones replaced by theirs, and those that read
 * it, which a replacement of the relation has to know as Smelt's own.
 */
export function relationsOf(graph: Graph): (node: BuiltNode) => readonly RelationName[] {
  const parentRelations = (id: NodeId): readonly RelationName[] =>
    graph.parentsOf(id).flatMap((parentId) => {
      const parent = graph.nodes.get(parentId);
      if (isEphemeral(parent)) return parentRelations(parentId);
      return parent?.relation && !isOfFiles(parent) ? [parent.relation] : [];
    });
  const childRelations = (id: NodeId): readonly RelationName[] =>
    graph.childrenOf(id).flatMap((childId) => {
      const child = graph.nodes.get(childId);
      if (isEphemeral(child)) return childRelations(childId);
      return isModel(child) ? [child.relation] : [];
    });
  return (node) => [node.relation, ...parentRelations(node.id), ...childRelations(node.id)];
}

/** In order, each once: the target's, and those that nodes `among` build into. An ephemeral model is built nowhere. */
export function builtSchemas(
  { graph, run }: Pick<OpenProject, 'graph' | 'run'>,
  among: Iterable<NodeId>,
): readonly string[] {
  const schemas = new Set([run.target.schema]);
  for (const id of among) {
    const node = graph.nodes.get(id);
    if (hasTurn(node)) schemas.add(node.relation.schema);
  }
  return [...schemas].sort();
}

/** `2 models, 1 seed, 4 tests`: how big a project is, in the words of every command that states it. Snapshots are reported where there are any. */
export function countNodes({ nodes }: Graph): string {
  const all = [...nodes.values()].filter((node) => !isPointer(node));
  const snapshots = all.filter(isSnapshot).length;
  return [
    counted(all.filter(isModel).length, 'model'),
    counted(all.filter(isSeed).length, 'seed'),
    ...(snapshots === 0 ? [] : [counted(snapshots, 'snapshot')]),
    counted(all.filter(isTest).length, 'test'),
  ].join(', ');
}
