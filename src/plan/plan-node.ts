// The plan of one node: a pure function of its text and of what the database holds. Whose relation it is comes first; then
// each materialization has a file of its own.

import { assertNever } from '../base/assert-never.ts';
import { failed, passed } from '../base/checked.ts';
import { InternalError } from '../base/internal-error.ts';
import type { CatalogRelation } from '../catalog/relation.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { displayName, type ModelNode } from '../graph/node.ts';
import { relationKey } from '../sql/sql.ts';
import { type PlanContext, type PlanInput, spanOfConfig } from './input.ts';
import { planIncremental } from './materialize/incremental.ts';
import { planMaterializedView } from './materialize/materialized-view.ts';
import { planSeed } from './materialize/seed.ts';
import { planTable } from './materialize/table.ts';
import { planView } from './materialize/view.ts';
import { checkIndexes } from './shape/indexes.ts';
import { maximumBytes } from './shape/names.ts';
import { attachedByHand } from './shape/partitions.ts';
import type { NodePlan } from './step.ts';

/** The parser must be loaded. Ephemeral models have no plan. */
export function planNode(input: PlanInput): Checked<NodePlan> {
  const { subject, catalog } = input;
  const target = subject.node.relation;
  const actual = catalog.relations.get(relationKey(target)) ?? null;
  const { fullRefresh } = subject.node.config;
  const options = { ...input.options, fullRefresh: fullRefresh ?? input.options.fullRefresh };
  const base = { target, actual, catalog, shape: input.shape, project: input.project, options };
  const owned = checkOwnership({ ...base, subject, node: subject.node });
  if (!owned.ok) return owned;
  const indexes = checkIndexes(subject.node);
  if (!indexes.ok) return indexes;
  if (subject.kind === 'seed') return planSeed({ ...base, subject, node: subject.node });
  const context = { ...base, subject, node: subject.node };
  const { materialized } = subject.node.config;
  switch (materialized) {
    case 'view':
      return planView(context);
    case 'table':
      return planTable(context);
    case 'incremental':
      return planIncremental(context);
    case 'materialized_view':
      return planMaterializedView(context);
    case 'ephemeral':
    case 'seed':
      throw new InternalError(`a ${materialized} model has no plan`);
    case 'custom':
      return failed([writtenInJinja(subject.node)]);
    default:
      return assertNever(materialized);
  }
}

function writtenInJinja(node: ModelNode): Diagnostic {
  const name = node.config.materializationName;
  return errorAt(
    'MATERIALIZATION_CUSTOM',
    `"${node.name}" uses the materialization "${name}", which is written in Jinja`,
    {
      span: spanOfConfig(node, 'materialized'),
      help: 'Use view, table, incremental, materialized_view or ephemeral; materializations of your own come in a later version',
    },
  );
}

/**
 * Changing the rows of a table changes those of tables that inherit from it, and a partition belongs to its table. What others
 * have attached to a partitioned one takes part in its batches, but would go with it when it is made anew.
 */
function checkFamily({ node, target, options }: PlanContext, actual: CatalogRelation): Checked<null> {
  const table = relationKey(target);
  const heirs = actual.dependents.filter(({ kind }) => kind === 'inheritance');
  if (heirs.length > 0) {
    return refuseFamily(node, 'other tables inherit from it', {
      notes: heirs.map(({ description }) => description),
      help: heirs.map(({ name }) => `alter table ${relationKey(name)} no inherit ${table}`),
    });
  }
  if (actual.kind === 'partition') {
    const whole = actual.partitionOf ? relationKey(actual.partitionOf) : 'the table above it';
    return refuseFamily(node, 'it has been made a partition of another table', {
      notes: [`it is a partition of ${whole}`],
      help: [`alter table ${whole} detach partition ${table}`],
    });
  }
  const rebuilt = node.config.materialized !== 'incremental' || options.fullRefresh;
  const attached = rebuilt ? attachedByHand(target, actual.partitions).map(relationKey) : [];
  if (attached.length === 0) return passed(null);
  return refuseFamily(node, 'a full refresh would lose partitions that Smelt did not make', {
    notes: attached.map((name) => `partition ${name}`),
    help: attached.map((name) => `alter table ${table} detach partition ${name}`),
  });
}

function refuseFamily(
  node: PlanContext['node'],
  why: string,
  { notes, help }: { readonly notes: readonly string[]; readonly help: readonly string[] },
): Checked<never> {
  return failed([
    errorAt('PUBLISH_REFUSED', `"${node.name}" cannot be changed: ${why}`, {
      span: { file: node.file, start: 0, end: 0 },
      notes: notes.map((message) => ({ message })),
      help: `Take the tables apart and run again: ${help.join('; ')}`,
    }),
  ]);
}

/** Only what Smelt has made is touched, and its name must be one that PostgreSQL keeps whole. */
function checkOwnership(context: PlanContext): Checked<null> {
  const { actual, node, target } = context;
  const cut = [target.schema, target.name].find((name) => Buffer.byteLength(name) > maximumBytes);
  if (cut !== undefined) {
    return failed([
      errorAt('RELATION_NAME_LONG', `the name "${cut}" of "${node.name}" is longer than ${maximumBytes} bytes`, {
        span: { file: node.file, start: 0, end: 0 },
        help: 'Set a shorter `alias` or `schema`: PostgreSQL would cut it',
      }),
    ]);
  }
  if (actual === null) return passed(null);
  if (actual.ownership !== null) return checkFamily(context, actual);
  return failed([
    errorAt(
      'RELATION_NOT_OWNED',
      `${actual.kind.replace('_', ' ')} ${relationKey(actual.name)} is where "${node.name}" belongs, and Smelt did not make it`,
      {
        span: { file: node.file, start: 0, end: 0 },
        help: `Rename one of them, drop the relation, or hand it over: \`smelt adopt --select ${displayName(node)}\``,
      },
    ),
  ]);
}
