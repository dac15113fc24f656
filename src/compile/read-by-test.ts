// What a generic test reads that is no relation of the database: file sources, which have temporary relations while it runs,
// and ephemeral models, which are queries of its statements. Singular tests are compiled as models are.

import { passed } from '../base/checked.ts';
import { InternalError } from '../base/internal-error.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { isEphemeral, isOfFiles, type ModelNode, type NodeId, type TestNode } from '../graph/node.ts';
import type { NamedQuery } from '../sql/prepend-ctes.ts';
import type { RelationName } from '../sql/sql.ts';
import { compileQuery } from './compile-model.ts';
import type { FileRelation } from './compiled-model.ts';
import { type Ask, type CompileEnvironment, cteName, fileRelationName, type Rendered } from './render-node.ts';

/** What a test reads that is in no relation of the database. */
export interface ReadByTest {
  readonly files: Map<NodeId, FileRelation>;
  readonly ephemeral: Map<NodeId, ModelNode>;
}

export function noteRead(
  read: ReadByTest,
  { fileRelations, ephemeral }: Pick<Rendered, 'fileRelations' | 'ephemeral'>,
): void {
  for (const file of fileRelations) read.files.set(file.source.id, file);
  for (const [id, model] of ephemeral) read.ephemeral.set(id, model);
}

/** The relation that a generic test is declared on, and where its rows are in the test's SQL. */
export function subjectOf(
  test: TestNode,
  environment: CompileEnvironment,
  read: ReadByTest,
): { readonly relation: RelationName; readonly rows: RelationName } {
  const found = test.attachedTo && environment.resolve(test, test.attachedTo);
  if (!found?.ok || !found.value.relation) throw new InternalError(`${test.id} is declared on nothing`);
  const subject = found.value;
  if (isOfFiles(subject)) {
    const relation = fileRelationName(subject);
    read.files.set(subject.id, { source: subject, relation, empty: environment.run.flags.empty });
    return { relation, rows: relation };
  }
  const { relation } = subject;
  if (!isEphemeral(subject)) return { relation, rows: relation };
  read.ephemeral.set(subject.id, subject);
  return { relation, rows: { schema: '', name: cteName(subject) } };
}

/** The models' queries, and into `read.files` the file sources that they read. */
export async function inlinedQueries(
  read: ReadByTest,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<readonly NamedQuery[]>> {
  const queries: NamedQuery[] = [];
  for (const model of read.ephemeral.values()) {
    const query = await compileQuery(model, environment, ask);
    if (!query.ok) return query;
    queries.push({ name: cteName(model), text: query.value.sql });
    for (const file of query.value.fileRelations) read.files.set(file.source.id, file);
  }
  return passed(queries);
}
