// A plan as text for `smelt plan`: what becomes of each node, and the SQL of it. It shows what a run would do, nothing else.

import { assertNever } from '../base/assert-never.ts';
import type { Hook } from '../project/model-config.ts';
import { identifiers, inlineParameters, qualified, type Sql } from '../sql/sql.ts';
import { explainComments } from './shape/describe-relation.ts';
import { explainGrants } from './shape/grants.ts';
import { type Action, isStep, type NodePlan, type Plan, type Step } from './step.ts';

/** One line a step; with `statements` also its SQL, ready for psql. */
export function explainPlan(plan: Plan, options: { readonly statements: boolean }): string {
  return plan.nodes.map((node) => explainNode(node, options)).join('\n');
}

export function explainNode(plan: NodePlan, options: { readonly statements: boolean }): string {
  const outside = (moment: string, hooks: readonly Hook[]) =>
    options.statements ? hooks.map((hook) => indented(explainHook(moment, hook))) : [];
  const lines = [
    ...outside('pre-hook, before the transaction begins', plan.outside.before),
    ...plan.steps.flatMap((step) => [step.title, ...(isStep(step) ? explainStep(step, options) : [])]),
    ...outside('post-hook, after the commit', plan.outside.after),
  ];
  if (plan.deferred !== null) lines.push(indented(`-- planned again at its turn: ${plan.deferred}`));
  return lines.join('\n');
}

/** Without `statements` only what is known to be carried over, or not to be. */
function explainStep({ actions }: Step, { statements }: { readonly statements: boolean }): readonly string[] {
  const lines = statements ? actions.map(explainAction) : [...new Set(actions.flatMap(notesOf))];
  return lines.map(indented);
}

function notesOf(action: Action): readonly string[] {
  if (action.kind === 'attempt') return [...action.actions, ...action.otherwise].flatMap(notesOf);
  return action.kind === 'publish' ? (action.notes ?? []).slice(1) : [];
}

function explainAction(action: Action): string {
  switch (action.kind) {
    case 'run':
      return statementText(action.statement);
    case 'hook':
      return explainHook(action.moment, action.hook);
    case 'remember':
      return [
        ...action.hooks.map((hook) => explainHook('post-hook', hook)),
        '-- remember what config and hooks have made',
      ].join('\n');
    case 'loadFiles': {
      const { source, relation } = action.files;
      const which = action.fullRefresh ? 'all files' : 'the new files';
      return `-- copy ${which} of ${source.sourceName}.${source.name} into ${qualified(relation).text}`;
    }
    case 'copyRows':
      return `-- copy the rows of ${action.file.name} into ${qualified(action.relation).text} (${identifiers(action.columns.map(({ name }) => name)).text})`;
    case 'refuse':
      return [
        `-- stop when this answers rows: ${action.message}`,
        ...(action.notes ?? []).map((note) => `--   ${note}`),
        statementText(action.query),
      ].join('\n');
    case 'expandPartitions':
      return `-- make those of these partitions that are missing\n${statementText(action.keys)}`;
    case 'publish': {
      const locks = action.locks.map(statementText);
      return [
        '-- publish: all locks at once, tried again when one is not granted in time',
        ...(action.notes ?? []).map((line) => `-- ${line}`),
        ...locks,
        ...action.statements.map(statementText),
      ].join('\n');
    }
    case 'attempt':
      return [
        ...action.actions.map(explainAction),
        `-- undone when that fails with ${action.sqlstate}, and then instead:`,
        ...action.otherwise.map((other) => indented(explainAction(other))),
      ].join('\n');
    case 'count':
      return `-- count what changed\n${statementText(action.query)}`;
    case 'stopUnless':
      return `-- stop here, with what was done, when this is false\n${statementText(action.query)}`;
    case 'describe':
      return ['-- comments, where they differ', ...explainComments(action).map(statementText)].join('\n');
    case 'grant':
      return [
        '-- privileges, where they differ; others than these are revoked',
        ...explainGrants(action).map(statementText),
      ].join('\n');
    default:
      return assertNever(action);
  }
}

/** As it is written: what it renders to is known only at its place. */
function explainHook(moment: string, hook: Hook): string {
  return `-- ${moment}\n${hook.sql.trim()}`;
}

function statementText(statement: Sql): string {
  return `${inlineParameters(statement).trimEnd()};`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
