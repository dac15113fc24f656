// Random expressions of Jinja, mostly of the wanted type and sometimes of another, so that errors are compared as well.

import type { Random } from './random.ts';

export type Kind = 'int' | 'float' | 'str' | 'bool' | 'list' | 'dict' | 'rows' | 'any';

/** Names that the context defines, by kind. `nope` is never defined. */
const contextNames: Readonly<Record<Kind, readonly string[]>> = {
  int: ['n', 'm', 'zero'],
  float: ['f', 'g'],
  str: ['s', 't', 'csv', 'empty', 'uni'],
  bool: ['yes', 'no'],
  list: ['xs', 'ys', 'nested', 'pair', 'blank'],
  dict: ['d', 'e'],
  rows: ['rows'],
  any: ['n', 's', 'xs', 'd', 'nothing', 'f', 'yes', 'rows', 'pair', 't', 'nope'],
};

const strings = [
  "'a'",
  "'b c'",
  '"x,y"',
  "''",
  "'A-b_C'",
  "'%s'",
  "'1'",
  "'2.5'",
  "'ümlaut ß'",
  "'a\\nb'",
  "'it\\'s'",
  "'\\s+'",
  "'<b>&'",
  "'None'",
];
const kinds: readonly Kind[] = ['int', 'float', 'str', 'bool', 'list', 'dict', 'any'];

export class Expressions {
  readonly #random: Random;
  /** Variables that the template has made so far. */
  readonly names: string[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  any(depth: number): string {
    return this.of(this.#random.pick(kinds), depth);
  }

  of(wanted: Kind, depth: number): string {
    const random = this.#random;
    const kind = random.chance(0.015) ? random.pick(kinds) : wanted;
    if (depth <= 0 || random.chance(0.25)) return this.#leaf(kind);
    if (random.chance(0.05))
      return `(${this.of(kind, depth - 1)} if ${this.of('bool', depth - 1)} else ${this.of(kind, depth - 1)})`;
    if (random.chance(0.03))
      return `(${this.of(kind, depth - 1)} ${random.pick(['and', 'or'])} ${this.of(kind, depth - 1)})`;
    if (random.chance(0.03))
      return `(${this.of('any', depth - 1)} | default(${this.of(kind, depth - 1)}${random.pick(['', ', true'])}))`;
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
    if (this.names.length > 0 && random.chance(kind === 'any' ? 0.4 : 0.08)) return random.pick(this.names);
    if (random.chance(0.5)) return random.pick(contextNames[kind]);
    switch (kind) {
      case 'int':
        return random.pick(['0', '1', '2', '-1', '7', '10', '1_000', '255', '123456789012345678901']);
      case 'float':
        return random.pick(['0.5', '1.0', '-2.25', '1e3', '3.14159', '1e20', '0.1', '2.5', '1e-7']);
      case 'str':
        return random.pick(strings);
      case 'bool':
        return random.pick(['true', 'false', 'True', 'False']);
      case 'list':
        return random.pick([
          '[]',
          '[1, 2, 3]',
          "['a', 'b']",
          '(1, 2)',
          "('x',)",
          '[1.5, none, true]',
          "[[1, 'a'], [2, 'b']]",
          '()',
        ]);
      case 'dict':
        return random.pick(['{}', "{'a': 1}", "{'k': [1, 2], 'z': none}", "{1: 'one', 'two': 2}", "{'b': 2, 'a': 1}"]);
      case 'rows':
        return "[{'name': 'q', 'n': 1}, {'name': 'p', 'n': 2}]";
      case 'any':
        return random.pick(['none', 'None', '1', "'x'", '[1]', '1.5', 'true', '"y"', '7', '{}']);
    }
  }

  #args(...args: string[]): string {
    return args.join(', ');
  }

  #int(d: number): string {
    const r = this.#random;
    return r.pick<() => string>([
      () => `(${this.of('int', d)} ${r.pick(['+', '-', '*', '//', '%'])} ${this.of('int', d)})`,
      () => `${this.of('str', d)} | length`,
      () => `(${this.of('list', d)} | length)`,
      () =>
        `(${this.of(r.pick(['str', 'float', 'int', 'any']), d)} | int${r.pick(['', '(7)', '(0, 16)', '(default=3)'])})`,
      () => `(${this.of('int', d)} | abs)`,
      () => `-${this.of('int', d)}`,
      () => `(2 ** ${r.pick(['0', '3', '10', '64'])})`,
      () => `${this.of('str', d)}.${r.pick(['find', 'count', 'index', 'rfind'])}(${this.of('str', d)})`,
      () => `(${this.of('list', d)} | sum)`,
      () => `${this.of('list', d)}[${r.pick(['0', '-1', '1', '9'])}]`,
      () => `(${this.of('list', d)} | ${r.pick(['first', 'last', 'max', 'min', 'count'])})`,
      () => `${this.of('dict', d)}.${r.pick(['a', 'b', 'k', 'items', 'nope'])}`,
      () => `(${this.of('str', d)} | wordcount)`,
      () => `${this.of('list', d)}.${r.pick(['index', 'count'])}(${this.of('any', d)})`,
      () => `(${this.of('float', d)} | round | int)`,
    ])();
  }

  #float(d: number): string {
    const r = this.#random;
    return r.pick<() => string>([
      () => `(${this.of('int', d)} / ${this.of('int', d)})`,
      () =>
        `(${this.of('float', d)} ${r.pick(['+', '-', '*', '/', '//', '%'])} ${this.of(r.pick(['int', 'float']), d)})`,
      () => `(${this.of(r.pick(['str', 'int', 'any']), d)} | float${r.pick(['', '(1.5)'])})`,
      () => `(${this.of('float', d)} | round${r.pick(['', '(1)', "(2, 'floor')", "(1, 'ceil')", '(-1)'])})`,
      () => `(${this.of('float', d)} | abs)`,
      () => `(${this.of('float', d)} ** ${r.pick(['2', '3', '-1'])})`,
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
      () => `${this.of('str', d)}.join(${this.of('list', d)})`,
      () =>
        `(${this.of('str', d)} | string)[${r.pick(['0', '-1', '1:', ':2', '::-1', '1:-1', '::2', '5:1:-1', '-3:'])}]`,
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
      () =>
        `(${r.pick(["'%s'", "'%5s|%-4s'", "'%d-%s'", "'%.2f'", "'%05d'", "'%x'", "'%r %s'", "'%%'", "'%e'", "'%+d'"])} % ${r.pick([this.of('any', d), `(${this.of('int', d)}, ${this.of('any', d)})`])})`,
      () =>
        `${r.pick(["'{}'", "'{} {}'", "'{0}{1}{0}'", "'{:>6}'", "'{:.2f}'", "'{:,}'", "'{!r}'", "'{:05d}'", "'{a}'", "'{:^9}'", "'{0[0]}'", "'{:x}'", "'{:%}'"])}.format(${this.of('any', d)}, ${this.of('any', d)}, a=${this.of('any', d)})`,
      () =>
        `(${r.pick(["'%s'", "'%s %s'"])} | format(${this.#args(...Array.from({ length: 1 + r.below(2) }, () => this.of('any', d)))}))`,
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
      () => `(${this.of('any', d)} ${r.pick(['in', 'not in'])} ${this.of(r.pick(['list', 'dict', 'str']), d)})`,
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
      () => `(${this.of('list', d)} ${r.pick(['==', '<'])} ${this.of('list', d)})`,
    ])();
  }

  #list(d: number): string {
    const r = this.#random;
    return r.pick<() => string>([
      () => `[${this.#args(...Array.from({ length: r.below(4) }, () => this.any(d)))}]`,
      () =>
        `(${this.of('list', d)} | ${r.pick(['sort', 'sort(reverse=true)', 'reverse | list', 'unique | list', 'list', "map('string') | list", 'select | list', 'reject | list', "map('upper') | list", 'batch(2) | list', "batch(2, 'x') | list", 'slice(2) | list', "select('odd') | list", "reject('none') | list", "select('string') | list", "map('int') | list"])})`,
      () => `(${this.of('list', d)} + ${this.of('list', d)})`,
      () => `(${this.of('list', d)} * ${r.pick(['2', '0'])})`,
      () => `(${this.of('list', d)} | list)[${r.pick(['1:', ':-1', '::-1', ':2', '::2', '-2:', '1:2'])}]`,
      () => `${this.of('str', d)}.${r.pick(['split', 'rsplit'])}(${r.pick(['', "','", "' '", "',', 1", 'none, 1'])})`,
      () => `${this.of('str', d)}.${r.pick(['splitlines', 'split'])}()`,
      () => `${this.of('str', d)}.${r.pick(['partition', 'rpartition'])}(${this.of('str', d)})`,
      () => `(${this.of('str', d)} | list)`,
      () =>
        `(${this.of('dict', d)} | ${r.pick(['list', 'dictsort', "dictsort(false, 'value')", 'dictsort(reverse=true)', 'items | list'])})`,
      () => `${this.of('dict', d)}.${r.pick(['keys', 'values', 'items'])}()${r.pick(['', ' | list'])}`,
      () => `(range(${r.pick(['4', '1, 5', '5, 0, -2', '0', 'n'])}) | list)`,
      () =>
        `(${this.of('rows', d)} | ${r.pick(["map(attribute='name') | list", "selectattr('n', 'gt', 1) | map(attribute='n') | list", "rejectattr('n') | list", "sort(attribute='n') | list", "groupby('name') | list", "map(attribute='zz', default=0) | list", "sum(attribute='n')", "selectattr('name') | list | length", "unique(attribute='name') | list", "map(attribute='name') | join('-')", "max(attribute='n')", "sort(attribute='name,n', reverse=true) | map(attribute='n') | list", "groupby('n', default=3)"])})`,
      () => `(${this.of('any', d)}, ${this.of('any', d)})`,
    ])();
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
      () => `${this.of('dict', d)}[${this.of('str', 0)}]`,
      () => `${this.of('rows', d)}[0].${r.pick(['name', 'n', 'zz', 'name.upper()'])}`,
      () =>
        `(${this.of('any', d)} | ${r.pick(['default(1)', "d('x', true)", 'string', 'length', 'first', 'as_text', 'as_number', 'attr("a")', 'list'])})`,
      () => `nope.${r.pick(['a', 'b()'])}`,
      () =>
        `${this.of('list', d)}.${r.pick(['pop()', 'append(1)', 'extend([1])', 'insert(0, 9)', 'sort()', 'reverse()', 'copy()', 'clear()'])}`,
      () =>
        `${this.of('dict', d)}.${r.pick(["pop('a', 0)", "update({'q': 1})", "setdefault('a', 5)", 'update(w=3)', 'popitem()', 'clear()'])}`,
    ])();
  }
}
