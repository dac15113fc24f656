// What the body of a loop asks of `loop`.

import type { Expression, Statement } from '../tree.ts';
import { eachOperand, eachPart } from './walk.ts';

const backward: ReadonlySet<string> = new Set([
  'index',
  'index0',
  'first',
  'previtem',
  'cycle',
  'changed',
  'depth',
  'depth0',
]);

/** Whether the body uses `loop` in a way that needs to know the items that follow. */
export function looksAhead(body: readonly Statement[]): boolean {
  let found = false;
  const read = (expression: Expression): void => {
    if (expression.kind === 'name' && expression.name === 'loop') found = true;
    const isBackward =
      expression.kind === 'attribute' &&
      expression.target.kind === 'name' &&
      expression.target.name === 'loop' &&
      backward.has(expression.name);
    if (!isBackward && !found) eachOperand(expression, read);
  };
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) if (!found) eachPart(statement, read, visit);
  };
  visit(body);
  return found;
}
