// Which statements answer a relation's assertions: one scan for all that judge single rows or the relation as a whole,
// one statement each for the others. A statement that errs is asked again in halves until the guilty assertion is alone.

import { assertNever } from '../base/assert-never.ts';
import { InternalError } from '../base/internal-error.ts';
import type { CatalogIndex, CatalogRelation } from '../catalog/relation.ts';
import type { RelationName } from '../sql/sql.ts';
import type { Assertion, Check } from './assertion.ts';
import { fusedStatement, maximumMembers } from './fused-statement.ts';
import { customStatement, relationshipsStatement, uniqueStatement } from './own-statements.ts';
import type { AssertionStatement } from './statement.ts';

export interface AssertionsInput {
  /** Where the rows are; null for singular tests. */
  readonly relation: RelationName | null;
  /** All of this relation, or all singular ones. */
  readonly assertions: readonly Assertion[];
  /** The relation's facts, whose unique indexes may answer for uniqueness; null where they are not known. */
  readonly facts: CatalogRelation | null;
}

/**
 * In the order of the assertions' first appearance, the scan first: it answers for the relation's records even where no
 * assertion is fused. The statements read one version of the relation when they run on one snapshot.
 */
export function planAssertions(input: AssertionsInput): readonly AssertionStatement[] {
  const { relation, assertions, facts } = input;
  if (relation === null) return assertions.map((assertion) => customStatement(assertion, null));
  const fused = assertions.filter((assertion) => isFused(assertion, facts));
  const others = assertions.filter((assertion) => !fused.includes(assertion));
  return [...scans(relation, fused), ...others.map((assertion) => ownStatement(assertion, relation))];
}

/** The halves of a fused statement that erred, neither answering for the relation's records; empty where it cannot be divided. */
export function halve(statement: AssertionStatement): readonly AssertionStatement[] {
  const { assertions, relation } = statement;
  if (statement.kind !== 'fused' || relation === null || assertions.length < 2) return [];
  const middle = Math.ceil(assertions.length / 2);
  return [assertions.slice(0, middle), assertions.slice(middle)].map((half) => fusedStatement(relation, half, null));
}

function scans(relation: RelationName, fused: readonly Assertion[]): readonly AssertionStatement[] {
  const rowChecks = fused.filter((assertion) => assertion.check.kind === 'row');
  const statements = [fusedStatement(relation, fused.slice(0, maximumMembers), rowChecks)];
  for (let start = maximumMembers; start < fused.length; start += maximumMembers) {
    statements.push(fusedStatement(relation, fused.slice(start, start + maximumMembers), null));
  }
  return statements;
}

function isFused(assertion: Assertion, facts: CatalogRelation | null): boolean {
  const { check } = assertion;
  switch (check.kind) {
    case 'row':
    case 'recency':
    case 'row_count':
      return true;
    case 'unique':
      return assertion.failCalc === null && facts !== null && isGuaranteed(check, facts);
    case 'relationships':
    case 'custom':
      return false;
    default:
      return assertNever(check);
  }
}

function ownStatement(assertion: Assertion, relation: RelationName): AssertionStatement {
  const { check } = assertion;
  switch (check.kind) {
    case 'unique':
      return uniqueStatement(assertion, check, relation);
    case 'relationships':
      return relationshipsStatement(assertion, relation);
    case 'custom':
      return customStatement(assertion, relation);
    default:
      throw new InternalError(`a test of kind ${check.kind} has no statement of its own`);
  }
}

/** Whether a unique index leaves no room for a duplicate. An ancestor's index does not cover the rows of its children. */
function isGuaranteed(check: Extract<Check, { kind: 'unique' }>, facts: CatalogRelation): boolean {
  const inherited = facts.kind === 'table' && facts.dependents.some((dependent) => dependent.kind === 'inheritance');
  return !inherited && facts.indexes.some((index) => guarantees(index, check, facts));
}

function guarantees(index: CatalogIndex, check: Extract<Check, { kind: 'unique' }>, facts: CatalogRelation): boolean {
  // Another collation may hold texts for different that are equal in the column's own.
  if (!index.unique || !index.valid || index.partial || index.definition.includes(' COLLATE ')) return false;
  const wanted = new Set(check.keys.map((key) => key.column));
  const has = new Set(index.columns);
  if (wanted.has(null) || wanted.size !== has.size || [...has].some((column) => !wanted.has(column))) return false;
  const neverNull = (name: string | null): boolean =>
    facts.columns.some((column) => column.name === name && column.notNull);
  return check.nulls === 'pass' || index.nullsNotDistinct || [...wanted].every(neverNull);
}
