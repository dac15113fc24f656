// Random expressions of Jinja. A careful generator makes what has the wanted type and succeeds, nearly always; the other
// one makes anything, so that errors are compared as well.

import type { Random } from '../../support/random.ts';
import { anyFormat, anyPercent, matchedFormat, matchedPercent } from './formats.ts';
import { contextNames, type Kind, literals } from './literals.ts';
import { operatorChain } from './operator-chains.ts';

const kinds: readonly Kind[] = ['int', 'float', 'str', 'bool', 'list', 'dict', 'any'];

const slices = ['1:', ':2', '::-1', '1:-1', '::2', '5:1:-1', '-3:'];

export class Expressions {
  readonly #random: Random;
  readonly careful: boolean;
  /** Variables that the template has made so far, with the type of what they hold. */
  names = new Map<string, Kind>();

  constructor(random: Random, careful: boolean) {
    this.#random = random;
    this.careful = careful;
  }

  any(depth: number): string {
    return this.of(this.#random.pick(kinds), depth);
  }

  of(wanted: Kind, depth: number): string {
    const random = this.#random;
    const kind = random.chance(this.careful ? 0.001 : 0.015) ? random.pick(kinds) : wanted;
    if (depth <= 0 || random.chance(0.25)) return this.#leaf(kind);
    if (random.chance(0.05))
      return `(${this.of(kind, depth - 1)} if ${this.of('bool', depth - 1)} else ${this.of(kind, depth - 1)})`;
    if (random.chance(0.03))
      return `(${this.of(kind, depth - 1)} ${random.pick(['and', 'or'])} ${this.of(kind, depth - 1)})`;
    if (random.chance(0.03))
      return `(${random.pick(['nope', this.of(this.careful ? kind : 'any', depth - 1)])} | default(${this.of(kind, depth - 1)}${random.pick(['', ', true'])}))`;
    if (random.chance(0.04)) return operatorChain(random, kind, (own) => this.#leaf(own));
    switch (kind) {
      case 'int':
        return this.#int(depth - 1);
      case 'float':
        return this.#float(depth - 1);
      case 'str':
        return this.#str(depth - 1);
      case 'bool':
        return this.#bool(depth - 1);
      case 'list':
        return this.#list(depth - 1);
      case 'dict':
        return this.#dict(depth - 1);
      case 'rows':
        return this.#rows(depth - 1);
      case 'any':
        return this.#anything(depth - 1);
    }
  }

  #leaf(kind: Kind): string {
    const random = this.#random;
    const known = this.careful ? [...this.names].filter(([, own]) => own === kind || kind === 'any') : [...this.names];
    if (known.length > 0 && random.chance(kind === 'any' || this.careful ? 0.4 : 0.08)) return random.pick(known)[0];
    // Never defined.
    if (kind === 'any' && !this.careful && random.chance(0.05)) return 'nope';
    return random.pick(random.chance(0.5) ? contextNames[kind] : literals[kind]);
  }

  /** What is risky for the reckless, `instead` for the careful. */
  #either(risky: () => string, instead: () => string): string {
    return this.careful ? instead() : risky();
  }

  /** A list for what takes no tuple, view or iterator. */
  #strictList(d: number): string {
    return this.#either(
      () => this.of('list', d),
      () => `(${this.of('list', d)} | list)`,
    );
  }

  /** A list of texts, which can be sorted and joined. */
  #textList(d: number): string {
    return this.#either(
      () => this.of('list', d),
      () => `(${this.of('list', d)} | map('string') | list)`,
    );
  }

  #separator(d: number): string {
    return this.#either(
      () => this.of('str', d),
      () => this.#random.pick(["','", "' '", "'b'", "'o w'", 'csv']),
    );
  }

  #divisor(kind: Kind, d: number): string {
    return this.#either(
      () => this.of(kind, d),
      () => this.#random.pick(['1', '2', '-3', '7', '2.5', '-0.5']),
    );
  }

  #args(...args: string[]): string {
    return args.join(', ');
  }

  #int(d: number): string {
    const r = this.#random;
    return r.pick<() => string>([
      () => `(${this.of('int', d)} ${r.pick(['+', '-', '*'])} ${this.of('int', d)})`,
      () => `((${this.of('int', d)} ${r.pick(['//', '%'])} ${this.#divisor('int', d)}) | int)`,
      () => `${this.of('str', d)} | length`,
      () => `(${this.of('list', d)} | length)`,
      () =>
        `(${this.of(r.pick(['str', 'float', 'int', 'any']), d)} | int${r.pick(['', '(7)', '(0, 16)', '(default=3)'])})`,
      () => `(${this.of('int', d)} | abs)`,
      () => `-${this.of('int', d)}`,
      () => `(2 ** ${r.pick(['0', '3', '10', '64'])})`,
      () =>
        `${this.of('str', d)}.${r.pick(['find', 'count', 'rfind', this.careful ? 'find' : 'index'])}(${this.of('str', d)})`,
      () =>
        `(${this.#either(
          () => this.of('list', d),
          () => `${this.of('list', d)} | map('int')`,
        )} | sum)`,
      () => this.#intOf(`${this.#strictList(d)}[${r.pick(['0', '-1', '1', '9'])}]`),
      () => this.#intOf(`${this.#textList(d)} | ${r.pick(['first', 'last', 'max', 'min', 'count'])}`),
      () => this.#intOf(`${this.of('dict', d)}.${r.pick(['a', 'b', 'k', 'items', 'nope'])}`),
      () => `(${this.of('str', d)} | wordcount)`,
      () => `${this.#strictList(d)}.${r.pick([this.careful ? 'count' : 'index', 'count'])}(${this.of('any', d)})`,
      () => `(${this.of('float', d)} | round | int)`,
    ])();
  }

  /** As an int where the careful need one. */
  #intOf(expression: string): string {
    return this.#either(
      () => `(${expression})`,
      () => `(${expression} | default(0) | int)`,
    );
  }

  #float(d: number): string {
    const r = this.#random;
    return r.pick<() => string>([
      () => `(${this.of('int', d)} / ${this.#divisor('int', d)})`,
      () => `(${this.of('float', d)} ${r.pick(['+', '-', '*'])} ${this.of(r.pick(['int', 'float']), d)})`,
      () => `(${this.of('float', d)} ${r.pick(['/', '//', '%'])} ${this.#divisor('float', d)})`,
      () => `(${this.of(r.pick(['str', 'int', 'any']), d)} | float${r.pick(['', '(1.5)'])})`,
      () => `(${this.of('float', d)} | round${r.pick(['', '(1)', "(2, 'floor')", "(1, 'ceil')", '(-1)'])})`,
      () => `(${this.of('float', d)} | abs)`,
      () => `(${this.of('float', d)} ** ${r.pick(['2', '3', this.careful ? '0' : '-1'])})`,
    ])();
  }

  #str(d: number): string {
    const r = this.#random;
    const method = (name: string, ...args: string[]): string => `${this.of('str', d)}.${name}(${args.join(', ')})`;
    const filter = (text: string): string => `(${this.of('str', d)} | ${text})`;
    return r.pick<() => string>([
      () => `(${this.of('str', d)} ~ ${this.of('any', d)})`,
      () => `(${this.of('str', d)} + ${this.of('str', d)})`,
      () => `(${this.of('str', d)} * ${r.pick(['0', '2', '3', '-1'])})`,
      () =>
        method(r.pick(['upper', 'lower', 'strip', 'title', 'capitalize', 'lstrip', 'rstrip', 'swapcase', 'casefold'])),
      () => method(r.pick(['strip', 'lstrip', 'rstrip', 'removeprefix', 'removesuffix']), this.of('str', d)),
      () => method('replace', ...[this.of('str', d), this.of('str', d), r.pick(['', '1'])].filter((arg) => arg !== '')),
      () => method(r.pick(['ljust', 'rjust', 'center']), r.pick(['3', '12']), r.pick(["'*'", "' '"])),
      () => method('zfill', r.pick(['1', '6'])),
      () => `${this.of('str', d)}.join(${this.#textList(d)})`,
      () => `(${this.of('str', d)} | string)[${r.pick(this.careful ? slices : ['0', '-1', ...slices])}]`,
      () =>
        filter(
          r.pick([
            'upper',
            'lower',
            'trim',
            'title',
            'capitalize',
            'string',
            'reverse',
            'e',
            'escape',
            'urlencode',
            'striptags',
            'forceescape',
          ]),
        ),
      () => filter(`replace(${this.of('str', d)}, ${this.of('str', d)})`),
      () =>
        filter(
          r.pick([
            "trim('a ')",
            'indent',
            'indent(2)',
            'indent(2, true)',
            "indent('> ', true, true)",
            'center(20)',
            'truncate(5)',
            "truncate(5, true, '..', 0)",
            'wordwrap(5)',
            'wordwrap(4, false)',
          ]),
        ),
      () => `(${this.of('list', d)} | join${r.pick(['', "(', ')", `(${this.of('str', d)})`])})`,
      () => `(${this.of('any', d)} | string)`,
      () => (this.careful ? matchedPercent : anyPercent)(r, (kind) => this.of(kind, d)),
      () => (this.careful ? matchedFormat : anyFormat)(r, (kind) => this.of(kind, d)),
      () => `('%s' | format(${this.of('any', d)}))`,
      () => `('%s %s' | format(${this.#args(this.of('any', d), this.of('any', d))}))`,
      () => `(${this.of('any', d)} | tojson${r.pick(['', '(2)'])})`,
      () => `(${this.of('list', d)} | ${r.pick(['first', 'last'])} | string)`,
      () => `(${this.of('float', d)} | filesizeformat${r.pick(['', '(true)'])})`,
      () => `(${this.of('dict', d)} | xmlattr)`,
      () => `(${this.of('any', d)} | pprint)`,
    ])();
  }

  #bool(d: number): string {
    const r = this.#random;
    return r.pick<() => string>([
      () =>
        `(${this.of('int', d)} ${r.pick(['<', '<=', '>', '>=', '==', '!='])} ${this.of(r.pick(['int', 'float']), d)})`,
      () => `(${this.of('int', d)} < ${this.of('int', d)} ${r.pick(['<', '<=', '!='])} ${this.of('int', d)})`,
      () => `(${this.of('any', d)} ${r.pick(['==', '!='])} ${this.of('any', d)})`,
      () =>
        this.#either(
          () => `(${this.of('any', d)} ${r.pick(['in', 'not in'])} ${this.of(r.pick(['list', 'dict', 'str']), d)})`,
          () =>
            r.chance(0.5)
              ? `(${this.of('any', d)} ${r.pick(['in', 'not in'])} ${this.#strictList(d)})`
              : `(${this.of('str', d)} ${r.pick(['in', 'not in'])} ${this.of(r.pick(['dict', 'str']), d)})`,
        ),
      () => `(${this.of('str', d)} ${r.pick(['in', '<', '=='])} ${this.of('str', d)})`,
      () => `(not ${this.of('any', d)})`,
      () => `(${this.of('bool', d)} ${r.pick(['and', 'or'])} ${this.of('bool', d)})`,
      () =>
        `(${this.of('any', d)} is ${r.pick(['', 'not '])}${r.pick(['defined', 'undefined', 'none', 'string', 'number', 'mapping', 'sequence', 'iterable', 'boolean', 'integer', 'float', 'true', 'false', 'callable', 'sameas none', 'lower', 'upper', 'in [1, 2]', "eq('x')", 'escaped'])})`,
      () =>
        `(${this.of('int', d)} is ${r.pick(['odd', 'even', 'divisibleby 3', 'gt 2', 'lt(5)', 'ge 1', 'le 2', 'ne 3'])})`,
      () => `${this.of('str', d)}.${r.pick(['startswith', 'endswith'])}(${r.pick([this.of('str', d), "('a', 'b')"])})`,
      () =>
        `${this.of('str', d)}.${r.pick(['isdigit', 'isalpha', 'isalnum', 'isupper', 'islower', 'isspace', 'istitle', 'isnumeric', 'isidentifier', 'isdecimal'])}()`,
      () => `(${this.#textList(d)} ${r.pick(['==', '<'])} ${this.#textList(d)})`,
    ])();
  }

  #list(d: number): string {
    const r = this.#random;
    return r.pick<() => string>([
      () => `[${this.#args(...Array.from({ length: r.below(4) }, () => this.any(d)))}]`,
      () =>
        `(${this.#textList(d)} | ${r.pick(['sort', 'sort(reverse=true)', 'unique | list', 'sort(case_sensitive=true)'])})`,
      () =>
        `(${this.of('list', d)} | ${r.pick(['reverse | list', 'list', "map('string') | list", 'select | list', 'reject | list', "map('upper') | list", 'batch(2) | list', "batch(2, 'x') | list", 'slice(2) | list', "reject('none') | list", "select('string') | list", "map('int') | list", `${this.careful ? "map('int') | " : ''}select('odd') | list`])})`,
      () => `(${this.#strictList(d)} + ${this.#strictList(d)})`,
      () => `(${this.#strictList(d)} * ${r.pick(['2', '0'])})`,
      () => `(${this.of('list', d)} | list)[${r.pick(['1:', ':-1', '::-1', ':2', '::2', '-2:', '1:2'])}]`,
      () => `${this.of('str', d)}.${r.pick(['split', 'rsplit'])}(${r.pick(['', "','", "' '", "',', 1", 'none, 1'])})`,
      () => `${this.of('str', d)}.${r.pick(['splitlines', 'split'])}()`,
      () => `${this.of('str', d)}.${r.pick(['partition', 'rpartition'])}(${this.#separator(d)})`,
      () => `(${this.of('str', d)} | list)`,
      () =>
        `(${this.#sortable(d)} | ${r.pick(['list', 'dictsort', "dictsort(false, 'value')", 'dictsort(reverse=true)', 'items | list'])})`,
      () => `${this.of('dict', d)}.${r.pick(['keys', 'values', 'items'])}()${r.pick(['', ' | list'])}`,
      () => `(range(${r.pick(['4', '1, 5', '5, 0, -2', '0', 'n'])}) | list)`,
      () =>
        `(${this.of('rows', d)} | ${r.pick(["map(attribute='name') | list", "selectattr('n', 'gt', 1) | map(attribute='n') | list", "rejectattr('n') | list", "sort(attribute='n') | list", "groupby('name') | list", "map(attribute='zz', default=0) | list", "unique(attribute='name') | list", "map(attribute='name') | join('-') | list", "sort(attribute='name,n', reverse=true) | map(attribute='n') | list", "groupby('n', default=3)"])})`,
      () => `(${this.of('any', d)}, ${this.of('any', d)})`,
    ])();
  }

  /** A dict whose keys and values have an order. */
  #sortable(d: number): string {
    return this.#either(
      () => this.of('dict', d),
      () => `dict(b=${this.of('int', d)}, a=${this.of('float', d)}, C=0)`,
    );
  }

  #dict(d: number): string {
    const r = this.#random;
    return r.pick<() => string>([
      () =>
        `{${Array.from({ length: r.below(3) }, () => `${this.of(r.pick(['str', 'int']), 0)}: ${this.any(d)}`).join(', ')}}`,
      () => `dict(a=${this.any(d)}, b=${this.any(d)})`,
      () => `dict(${this.of('dict', d)}${r.pick(['', ', z=1'])})`,
      () => `${this.of('dict', d)}.copy()`,
    ])();
  }

  #rows(d: number): string {
    const r = this.#random;
    return r.pick([
      `(${this.of('rows', d)} | list)`,
      `(${this.of('rows', d)} | list)[1:]`,
      `(rows | selectattr('name') | list)`,
    ]);
  }

  #anything(d: number): string {
    const r = this.#random;
    return r.pick<() => string>([
      () => this.any(d),
      () => `${this.of('dict', d)}.get(${this.of('str', d)}${r.pick(['', ", 'dflt'"])})`,
      () =>
        this.#either(
          () => `${this.of('dict', d)}[${this.of('str', 0)}]`,
          () => r.pick(["d['a']", 'd.b', 'd.c[0]', "d['c'][-1]", 'pair[1]', 'nested[0][1]']),
        ),
      () => `${this.of('rows', d)}[0].${r.pick(['name', 'n', 'name.upper()', this.careful ? 'n' : 'zz'])}`,
      () => `(${this.of('any', d)} | ${r.pick(['default(1)', "d('x', true)", 'string', 'as_text', 'as_number'])})`,
      () =>
        `(${this.of(this.careful ? 'list' : 'any', d)} | ${r.pick(['length', 'list', 'attr("a")', this.careful ? 'list' : 'first'])})`,
      () =>
        this.#either(
          () => `nope.${r.pick(['a', 'b()'])}`,
          () => this.any(d),
        ),
      () =>
        this.#either(
          () =>
            `${this.of('list', d)}.${r.pick(['pop()', 'append(1)', 'extend([1])', 'insert(0, 9)', 'sort()', 'reverse()', 'copy()', 'clear()'])}`,
          () =>
            `(${this.#strictList(d)} + [1]).${r.pick(['pop()', 'append(1)', 'pop(0)', 'extend([1])', 'insert(0, 9)', 'reverse()', 'copy()', 'clear()'])}`,
        ),
      () =>
        `${this.of('dict', d)}.${r.pick(["pop('a', 0)", "update({'q': 1})", "setdefault('a', 5)", 'update(w=3)', 'copy()', this.careful ? 'keys() | list' : 'popitem()', this.careful ? 'copy()' : 'clear()'])}`,
    ])();
  }
}
