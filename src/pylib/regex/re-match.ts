// A text that is searched, and what a match in it answers: Python's re.Match.

import { type HostMethods, hostMethod } from '../../jinja/host-function.ts';
import { bind } from '../../jinja/python/arguments.ts';
import { wantCount } from '../../jinja/python/conversion.ts';
import { dictFrom } from '../../jinja/python/dicts.ts';
import { valueError } from '../../jinja/python/failures.ts';
import { chargeText } from '../../jinja/python/metering.ts';
import { toRepr, toText } from '../../jinja/python/printing.ts';
import { textOf } from '../../jinja/python/text-object.ts';
import { type CallArguments, HostObject, Tuple, type Value } from '../../jinja/value.ts';
import { isWordCharacter } from './character-class.ts';
import { type Groups, Matcher } from './match-pattern.ts';
import type { Expression, Flags } from './pattern-tree.ts';

/** The compiled expression that a text is searched for: the pattern that templates see. */
export type SearchPattern = HostObject & { readonly expression: Expression; readonly flags: Flags };

/** A text that is searched, as its characters. */
export class Subject {
  readonly characters: readonly string[];
  readonly matcher: Matcher;

  constructor(pattern: SearchPattern, text: string) {
    chargeText(text.length);
    this.characters = Array.from(text);
    const codes = this.characters.map((character) => character.codePointAt(0) ?? 0);
    this.matcher = new Matcher(pattern.expression, codes, (code) => isWordCharacter(code, pattern.flags));
  }
  slice(from: number, to?: number): string {
    return this.characters.slice(from, to).join('');
  }
  /** Every match in order, none overlapping another; where an empty one was, one with characters may follow. */
  *matches(): Generator<Groups> {
    let advance = false;
    for (let at = 0; ; ) {
      const groups = this.matcher.search(at, advance);
      const whole = groups?.[0];
      if (!groups || !whole) return;
      yield groups;
      advance = whole[0] === whole[1];
      at = whole[1];
    }
  }
  textOf(group: Groups[number] | undefined): string | null {
    return group ? this.slice(...group) : null;
  }
}

export class ReMatch extends HostObject {
  override readonly typeName = 're.Match';
  readonly pattern: SearchPattern;
  readonly subject: Subject;
  readonly groups: Groups;

  constructor(pattern: SearchPattern, subject: Subject, groups: Groups) {
    super();
    this.pattern = pattern;
    this.subject = subject;
    this.groups = groups;
  }
  indexOf(key: Value): number {
    const name = textOf(key);
    const index = name === undefined ? wantCount(key) : this.pattern.expression.names.get(name);
    if (index === undefined || index < 0 || index >= this.groups.length) throw valueError('no such group');
    return index;
  }
  group(key: Value): string | null {
    return this.subject.textOf(this.groups[this.indexOf(key)]);
  }
  place(key: Value): readonly [number, number] {
    return this.groups[this.indexOf(key)] ?? [-1, -1];
  }
  override toText(): string {
    const [from, to] = this.place(0n);
    return `<re.Match object; span=(${from}, ${to}), match=${toRepr(this.group(0n))}>`;
  }
  override getItem(key: Value): Value | undefined {
    return this.group(key);
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 're') return this.pattern;
    return name === 'string' ? this.subject.slice(0) : hostMethod(matchMethods, this, name);
  }
}

const matchMethods: HostMethods<ReMatch> = new Map<string, (match: ReMatch, args: CallArguments) => Value>([
  [
    'group',
    (match, { positional }) => {
      const groups = positional.map((key) => match.group(key));
      return groups.length > 1 ? new Tuple(groups) : (groups[0] ?? (positional.length > 0 ? null : match.group(0n)));
    },
  ],
  [
    'groups',
    (match, args) => {
      const [otherwise = null] = bind('groups', ['default'], 0, args);
      return new Tuple(match.groups.slice(1).map((group) => match.subject.textOf(group) ?? otherwise));
    },
  ],
  [
    'groupdict',
    (match, args) => {
      const [otherwise = null] = bind('groupdict', ['default'], 0, args);
      return dictFrom(
        [...match.pattern.expression.names].map(([name, index]) => [
          name,
          match.subject.textOf(match.groups[index]) ?? otherwise,
        ]),
      );
    },
  ],
  ['start', (match, { positional: [key = 0n] }) => BigInt(match.place(key)[0])],
  ['end', (match, { positional: [key = 0n] }) => BigInt(match.place(key)[1])],
  ['span', (match, { positional: [key = 0n] }) => new Tuple(match.place(key).map(BigInt))],
  ['expand', (match, { positional: [template = ''] }) => expanded(match, toText(template))],
]);

/** A replacement's `\1`, `\g<name>` and escapes. */
export function expanded(match: ReMatch, template: string): string {
  const escapes: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    f: '\f',
    v: '\v',
    a: '\x07',
    '\\': '\\',
  };
  const text = template.replace(/\\(?:g<([^>]*)>|([1-9]\d?)|(.))/gs, (whole, name, number, letter) => {
    if (name !== undefined) return match.group(/^\d+$/.test(name) ? BigInt(name) : name) ?? '';
    if (number !== undefined) return match.group(BigInt(number)) ?? '';
    const character = escapes[letter];
    if (character === undefined && /[A-Za-z]/.test(letter))
      throw valueError(`bad escape \\${letter} in the replacement`);
    return character ?? whole;
  });
  chargeText(text.length);
  return text;
}
