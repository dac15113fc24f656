// Random formatting: `%` and `format`, with arguments that fit the text or with any.

import type { Random } from '../../support/random.ts';
import type { Kind } from './literals.ts';

/** Makes an expression of a kind. */
type Make = (kind: Kind) => string;

export function anyPercent(random: Random, of: Make): string {
  const text = random.pick([
    ...["'%s'", "'%5s|%-4s'", "'%d-%s'", "'%.2f'", "'%05d'", "'%x'", "'%r %s'", "'%%'", "'%e'", "'%+d'"],
  ]);
  return `(${text} % ${random.pick([of('any'), `(${of('int')}, ${of('any')})`])})`;
}

export function matchedPercent(random: Random, of: Make): string {
  if (random.chance(0.3)) return `('%s' % (${of('any')},))`;
  if (random.chance(0.5)) {
    return `(${random.pick(["'%5s|%-4s'", "'%d-%s'", "'%r %s'", "'%%%s%s'"])} % (${of('int')}, ${of('any')}))`;
  }
  const text = random.pick(["'%.2f'", "'%05d'", "'%d'", "'%e'", "'%+d'", "'%g'", "'%8.3f|'", "'%i%%'", "'%s'"]);
  return `(${text} % ${of(random.pick(['int', 'float']))})`;
}

export function anyFormat(random: Random, of: Make): string {
  const text = random.pick([
    ...["'{}'", "'{} {}'", "'{0}{1}{0}'", "'{:>6}'", "'{:.2f}'", "'{:,}'", "'{!r}'", "'{:05d}'"],
    ...["'{a}'", "'{:^9}'", "'{0[0]}'", "'{:x}'", "'{:%}'"],
  ]);
  return `${text}.format(${of('any')}, ${of('any')}, a=${of('any')})`;
}

export function matchedFormat(random: Random, of: Make): string {
  const [kind, texts] = random.pick<[Kind, readonly string[]]>([
    ['any', ["'{}'", "'{!r}'", "'{a}'", "'{!s:>8}'", "'{0}{1}{0}'", "'{0} {b}'"]],
    ['int', ["'{:05d}'", "'{:x}'", "'{:,}'", "'{:>6}'", "'{:.2f}'", "'{:+d}'", "'{:^9}'"]],
    ['float', ["'{:.2f}'", "'{:,}'", "'{:%}'", "'{:>9}'", "'{:.3g}'", "'{:e}'"]],
    ['str', ["'{:>6}'", "'{:^9}'", "'{:*<7}'", "'{:.2}'"]],
  ]);
  return `${random.pick(texts)}.format(${of(kind)}, ${of('any')}, a=${of('any')}, b=${of('any')})`;
}
