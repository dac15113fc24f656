// Random chains of operators without brackets, so that their precedence matters.

import type { Random } from '../../support/random.ts';
import type { Kind } from './literals.ts';

/** `leaf` makes an expression that binds tightest. */
export function operatorChain(random: Random, kind: Kind, leaf: (kind: Kind) => string): string {
  const all = ['+', '-', '*', '/', '//', '%', '**'];
  switch (kind) {
    case 'str':
      return `(${leaf('str')} ~ ${numbers(random, ['*', '//', '%', '**'], ['', '-'])} ~ ${leaf('str')})`;
    case 'float':
      return `(${numbers(random, all, ['', '', '-', '+'])} | float)`;
    case 'int':
      return `(${numbers(random, all, ['', '', '', '-'])} | int)`;
    case 'bool':
    case 'any':
      return logicalChain(random, leaf);
    default:
      return leaf(kind);
  }
}

function logicalChain(random: Random, leaf: (kind: Kind) => string): string {
  const test = (): string => {
    const compared = numbers(random, ['<', '>=', '==', '!=', '+', '*', 'in (1, 2) or 1 =='], ['']);
    return random.pick([
      compared,
      `not ${compared}`,
      `${leaf('int')} is ${random.pick(['odd', 'not even', 'divisibleby 3', 'in [1, 2]'])}`,
      `${leaf('str')} ${random.pick(['in', 'not in'])} ${leaf('str')} ~ ${leaf('int')}`,
      `not not ${leaf('bool')}`,
      `-${leaf('int')} | abs`,
    ]);
  };
  let text = test();
  for (let count = random.below(4); count > 0; count--) {
    text += ` ${random.pick(['and', 'or', 'and not', 'or not'])} ${test()}`;
  }
  return random.chance(0.3) ? `(${text} if ${test()} else ${test()})` : `(${text})`;
}

function numbers(random: Random, operators: readonly string[], signs: readonly string[]): string {
  const whole = ['1', '2', '3', '7', '4'];
  let text = `${random.pick(signs)}${random.pick([...whole, '2.5'])}`;
  for (let count = 1 + random.below(4); count > 0; count--) {
    const operator = random.pick(operators);
    // A fractional power of a negative number is complex, which templates do not have here.
    const operand = random.pick(operator === '**' ? whole : [...whole, '2.5']);
    text += ` ${operator} ${random.pick(signs)}${operand}`;
  }
  return text;
}
