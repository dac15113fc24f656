// A publish whose premises no longer hold is planned again, on what is there now. What was done before it in the transaction is
// kept, so the new plan may differ from the old one in this publish alone.

import { type Action, isStep, type NodePlan, type PublishAction, type Step } from '../../plan/step.ts';
import { PremisesChanged } from '../retry.ts';

/** The action of the new plan that is in the place of `publish` in `step`; PremisesChanged where anything else differs. */
export function publishAgain(step: Step, publish: PublishAction, plan: NodePlan): PublishAction {
  const now = sameStep(step, plan);
  const place = publishesOf(step.actions).indexOf(publish);
  const replacement = now && publishesOf(now.actions)[place];
  if (!replacement || textOf(step.actions, publish) !== textOf(now.actions, replacement)) {
    throw new PremisesChanged('the catalog changed while the node was planned');
  }
  return replacement;
}

/** By its mark; without one a step is the first that is left to do. */
function sameStep({ mark }: Step, { steps }: NodePlan): Step | undefined {
  const all = steps.filter(isStep);
  return mark === null ? all[0] : all.find((step) => step.mark === mark);
}

function publishesOf(actions: readonly Action[]): readonly PublishAction[] {
  return actions.flatMap((action) => {
    if (action.kind === 'attempt') return [...publishesOf(action.actions), ...publishesOf(action.otherwise)];
    return action.kind === 'publish' ? [action] : [];
  });
}

/** Everything that the actions send to the database, but for `left`. A model's text is in its statement; its origin does not count. */
function textOf(actions: readonly Action[], left: PublishAction): string {
  return JSON.stringify(actions, (key, value) => {
    if (key === 'model' || key === 'premises' || key === 'span' || key === 'source') return undefined;
    return value === left ? 'publish' : value;
  });
}
