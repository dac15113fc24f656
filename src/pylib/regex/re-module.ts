// Python's re as templates have it in `modules.re`: patterns, and the functions of the module. Matches are re-match.ts.

import { type HostMethods, HostNamespace, hostFunction, hostMethod } from '../../jinja/host-function.ts';
import { callOf, play, type Script } from '../../jinja/host-script.ts';
import { bind } from '../../jinja/python/arguments.ts';
import { wantCount } from '../../jinja/python/conversion.ts';
import { dictFrom } from '../../jinja/python/dicts.ts';
import { typeError } from '../../jinja/python/failures.ts';
import { PyGenerator } from '../../jinja/python/generator.ts';
import { charge, chargeText } from '../../jinja/python/metering.ts';
import { toRepr, toText } from '../../jinja/python/printing.ts';
import { textOf } from '../../jinja/python/text-object.ts';
import { typeName } from '../../jinja/python/type-name.ts';
import { type CallArguments, type CallResult, HostObject, List, Tuple, type Value } from '../../jinja/value.ts';
import type { Groups } from './match-pattern.ts';
import { parsePattern } from './parse-pattern.ts';
import type { Expression, Flags } from './pattern-tree.ts';
import { expanded, ReMatch, Subject } from './re-match.ts';

/** Python's numbers of the flags; LOCALE, UNICODE and DEBUG change nothing. */
const flagBits: readonly (readonly [string, string, bigint])[] = [
  ['IGNORECASE', 'I', 2n],
  ['LOCALE', 'L', 4n],
  ['MULTILINE', 'M', 8n],
  ['DOTALL', 'S', 16n],
  ['UNICODE', 'U', 32n],
  ['VERBOSE', 'X', 64n],
  ['ASCII', 'A', 256n],
];

class RePattern extends HostObject {
  override readonly typeName = 're.Pattern';
  readonly source: string;
  readonly flags: Flags;
  readonly flagBits: bigint;
  readonly expression: Expression;

  constructor(source: string, bits: bigint) {
    super();
    const has = (bit: bigint) => (bits & bit) !== 0n;
    this.source = source;
    this.flagBits = bits;
    this.flags = { ignoreCase: has(2n), multiline: has(8n), dotAll: has(16n), verbose: has(64n), ascii: has(256n) };
    this.expression = parsePattern(source, this.flags);
  }

  override toText(): string {
    return `re.compile(${toRepr(this.source)})`;
  }
  override equals(other: Value): boolean {
    return other instanceof RePattern && other.source === this.source && other.flagBits === this.flagBits;
  }
  override hashKey(): string {
    return `re ${this.flagBits} ${this.source}`;
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'pattern':
        return this.source;
      case 'flags':
        return this.flagBits | 32n;
      case 'groups':
        return BigInt(this.expression.groups);
      case 'groupindex':
        return dictFrom([...this.expression.names].map(([key, index]) => [key, BigInt(index)] as const));
      default:
        return hostMethod(patternMethods, this, name);
    }
  }
}

type Run = (pattern: RePattern, subject: Subject, more: readonly (Value | undefined)[]) => CallResult;

/** The functions that a pattern has as methods and the module has with a pattern before them. */
interface Operation {
  readonly parameters: readonly string[];
  readonly required: number;
  /** Where the searched text is among the parameters. */
  readonly textAt: number;
  readonly run: Run;
}

const matched = (pattern: RePattern, subject: Subject, groups: Groups | undefined): Value =>
  groups ? new ReMatch(pattern, subject, groups) : null;

/** What findall gives of a match: the group, the groups, or the whole where there are no groups. */
function found(subject: Subject, groups: Groups): Value {
  const texts = (groups.length > 1 ? groups.slice(1) : groups).map((group) => subject.textOf(group) ?? '');
  return texts.length > 1 ? new Tuple(texts) : (texts[0] ?? '');
}

function* replaced(pattern: RePattern, subject: Subject, by: Value, most: number): Script {
  let text = '';
  let [end, count] = [0, 0];
  for (const groups of subject.matches()) {
    if (most > 0 && count === most) break;
    const [from, to] = groups[0] ?? [0, 0];
    const match = new ReMatch(pattern, subject, groups);
    const template = textOf(by);
    const replacement = template === undefined ? toText(yield callOf(by, match)) : expanded(match, template);
    text += subject.slice(end, from) + replacement;
    chargeText(text.length);
    [end, count] = [to, count + 1];
  }
  return new Tuple([text + subject.slice(end), BigInt(count)]);
}

function split(subject: Subject, most: number): List {
  const parts: Value[] = [];
  let [end, count] = [0, 0];
  for (const groups of subject.matches()) {
    if (most > 0 && count === most) break;
    const [from, to] = groups[0] ?? [0, 0];
    parts.push(subject.slice(end, from), ...groups.slice(1).map((group) => subject.textOf(group)));
    [end, count] = [to, count + 1];
  }
  return new List([...parts, subject.slice(end)]);
}

const count = (value: Value | undefined) => (value === undefined ? 0 : wantCount(value));

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['match', searching((pattern, subject) => matched(pattern, subject, subject.matcher.matchAt(0)))],
  [
    'fullmatch',
    searching((pattern, subject) => matched(pattern, subject, subject.matcher.matchAt(0, { whole: true }))),
  ],
  ['search', searching((pattern, subject) => matched(pattern, subject, subject.matcher.search(0)))],
  ['findall', searching((_, subject) => new List([...subject.matches()].map((groups) => found(subject, groups))))],
  [
    'finditer',
    searching((pattern, subject) => {
      const matches = [...subject.matches()].map((groups) => new ReMatch(pattern, subject, groups));
      return new PyGenerator('finditer', matches, 'callable_iterator');
    }),
  ],
  [
    'sub',
    {
      parameters: ['repl', 'string', 'count'],
      required: 2,
      textAt: 1,
      run: (pattern, subject, [by = '', , most]) =>
        play(
          (function* (): Script {
            const result = yield play(replaced(pattern, subject, by, count(most)));
            return result instanceof Tuple ? (result.items[0] ?? '') : '';
          })(),
        ),
    },
  ],
  [
    'subn',
    {
      parameters: ['repl', 'string', 'count'],
      required: 2,
      textAt: 1,
      run: (pattern, subject, [by = '', , most]) => play(replaced(pattern, subject, by, count(most))),
    },
  ],
  [
    'split',
    {
      parameters: ['string', 'maxsplit'],
      required: 1,
      textAt: 0,
      run: (_, subject, [, most]) => split(subject, count(most)),
    },
  ],
]);

function searching(run: Run): Operation {
  return { parameters: ['string'], required: 1, textAt: 0, run };
}

function perform({ textAt, run }: Operation, pattern: RePattern, values: readonly (Value | undefined)[]): CallResult {
  const text = textOf(values[textAt] ?? null);
  if (text === undefined)
    throw typeError(`expected string or bytes-like object, got '${typeName(values[textAt] ?? null)}'`);
  return run(pattern, new Subject(pattern, text), values);
}

const patternMethods: HostMethods<RePattern> = new Map(
  [...operations].map(([name, operation]) => [
    name,
    (pattern: RePattern, args: CallArguments) =>
      perform(operation, pattern, bind(name, operation.parameters, operation.required, args)),
  ]),
);

function patternOf(value: Value | undefined, flags: Value | undefined): RePattern {
  if (value instanceof RePattern) return value;
  const text = textOf(value ?? null);
  if (text === undefined) throw typeError('first argument must be string or compiled pattern');
  charge(text.length);
  return new RePattern(text, typeof flags === 'bigint' ? flags : 0n);
}

const special = /[\s#$&()*+\-.?[\\\]^{|}~]/gu;

/** `modules.re`. */
export const reModule: Value = new HostNamespace(
  'module',
  new Map<string, Value>([
    ...[...operations].map(([name, operation]): [string, Value] => [
      name,
      hostFunction(name, (args) => {
        const parameters = ['pattern', ...operation.parameters, 'flags'];
        const [pattern, ...values] = bind(name, parameters, operation.required + 1, args);
        return perform(operation, patternOf(pattern, values.at(-1)), values.slice(0, -1));
      }),
    ]),
    [
      'compile',
      hostFunction('compile', (args) => {
        const [pattern, flags] = bind('compile', ['pattern', 'flags'], 1, args);
        return patternOf(pattern, flags);
      }),
    ],
    ['escape', hostFunction('escape', ({ positional: [text = ''] }) => toText(text).replace(special, '\\$&'))],
    ...flagBits.flatMap(([long, short, bit]): [string, Value][] => [
      [long, bit],
      [short, bit],
    ]),
  ]),
);
