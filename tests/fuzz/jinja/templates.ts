// Random templates: statements around random expressions, with scopes, macros, captures and whitespace control.

import { Random } from '../../support/random.ts';
import { Expressions } from './expressions.ts';
import type { Kind } from './literals.ts';

const texts = ['a', ' ', '\n', ' b ', '\n  ', 'select ', ', ', '{ ', '} ', '%', '#', "'", '{ { ', '\t', 'x\n\ny'];
const variables = ['v', 'w', 'acc', 's', 'xs', 'n'];

export function randomTemplate(seed: number): string {
  return new Templates(new Random(seed)).template();
}

interface Macro {
  readonly name: string;
  readonly parameters: number;
  /** How many of them have no default. */
  readonly required: number;
  readonly takesCaller: boolean;
}

class Templates {
  readonly #random: Random;
  readonly #expressions: Expressions;
  #macros: Macro[] = [];
  #made = 0;
  #loops = 0;
  #inMacro = false;

  constructor(random: Random) {
    this.#random = random;
    // Most templates are to succeed; the others compare errors.
    this.#expressions = new Expressions(random, random.chance(0.85));
  }

  template(): string {
    const depth = 1 + this.#random.below(3);
    return this.#body(depth, 1 + this.#random.below(5));
  }

  #body(depth: number, count = 1 + this.#random.below(3)): string {
    let text = '';
    for (let index = 0; index < count; index++) {
      if (this.#random.chance(0.5)) text += this.#random.pick(texts);
      text += this.#statement(depth);
    }
    if (this.#random.chance(0.4)) text += this.#random.pick(texts);
    return text;
  }

  /** A body whose variables and macros end with it. */
  #scoped(body: () => string): string {
    const { names } = this.#expressions;
    const macros = this.#macros;
    this.#expressions.names = new Map(names);
    this.#macros = [...macros];
    const text = body();
    // The reckless go on to use what is out of scope.
    if (this.#expressions.careful || this.#random.chance(0.5)) {
      this.#expressions.names = names;
      this.#macros = macros;
    }
    return text;
  }

  #inner(depth: number): string {
    return this.#scoped(() => this.#body(depth));
  }

  #tag(content: string): string {
    const r = this.#random;
    const open = r.chance(0.12) ? '-' : r.chance(0.03) ? '+' : '';
    return `{%${open} ${content} ${r.chance(0.12) ? '-' : r.chance(0.02) ? '+' : ''}%}`;
  }

  #expression(): string {
    return this.#expressions.any(this.#random.below(4));
  }

  #print(): string {
    const r = this.#random;
    return `{{${r.chance(0.1) ? '-' : ''} ${this.#expression()} ${r.chance(0.1) ? '-' : ''}}}`;
  }

  #statement(depth: number): string {
    const r = this.#random;
    if (depth <= 0 || r.chance(0.35)) return this.#print();
    const e = this.#expressions;
    const inner = depth - 1;
    return r.pick<() => string>([
      () => this.#if(inner),
      () => this.#if(inner),
      () => this.#for(inner),
      () => this.#for(inner),
      () => this.#recursive(),
      () => this.#set(),
      () => this.#set(),
      () =>
        `${this.#tag(`set a, b = ${r.pick(['1, 2', '(3, 4)', 'pair', "['p', 'q']", e.careful ? '5, none' : 'xs'])}`)}{{ a }}{{ b }}`,
      () => {
        const filter = r.pick(['', ' | upper', " | replace('a', 'z')", ' | trim']);
        const body = this.#inner(inner);
        return `${this.#tag(`set ${this.#define('str')}${filter}`)}${body}${this.#tag('endset')}`;
      },
      () => this.#macro(inner),
      () => this.#macro(inner),
      () => this.#call(inner),
      () => this.#namespace(),
      () =>
        `${this.#tag(`filter ${r.pick(['upper', 'trim', "replace(' ', '_')", 'lower | title', 'indent(2)'])}`)}${this.#inner(inner)}${this.#tag('endfilter')}`,
      () => this.#with(inner),
      () => `${this.#tag(`do ${e.of('any', 2)}`)}`,
      () => `{#${r.pick(['', '-'])} ${r.pick(['c', '{{ x }}', '{% if %}'])} ${r.pick(['', '-'])}#}`,
      () =>
        `{%${r.pick(['', '-'])} raw ${r.pick(['', '-'])}%}${r.pick([' {{ a }} ', '{% if %}', ' x '])}{%${r.pick(['', '-'])} endraw ${r.pick(['', '-'])}%}`,
      () => this.#block(inner),
      () =>
        this.#loops > 0
          ? `${this.#tag(`if ${e.of('bool', 1)}`)}${this.#tag(r.pick(['break', 'continue']))}${this.#tag('endif')}`
          : this.#print(),
      () => `${this.#tag(`print ${this.#expression()}`)}`,
    ])();
  }

  /** A variable that later expressions may read. */
  #define(kind: Kind): string {
    const name = this.#random.pick(variables);
    this.#expressions.names.set(name, kind);
    return name;
  }

  #set(): string {
    const kind = this.#random.pick<Kind>(['int', 'float', 'str', 'bool', 'list', 'dict', 'any']);
    const value = this.#expressions.of(kind, this.#random.below(4));
    return this.#tag(`set ${this.#define(kind)} = ${value}`);
  }

  /** A block sees only what the top level has, unless it is scoped. */
  #block(depth: number): string {
    const r = this.#random;
    const option = r.pick(['', ' scoped']);
    const body = this.#scoped(() => {
      if (this.#expressions.careful && option === '') {
        this.#expressions.names.clear();
        this.#macros = [];
      }
      return this.#body(depth);
    });
    return `${this.#tag(`block b${r.below(1000000)}${option}`)}${body}${this.#tag('endblock')}`;
  }

  #if(depth: number): string {
    const r = this.#random;
    const test = (): string => this.#expressions.of(r.pick(['bool', 'any']), 2);
    let text = `${this.#tag(`if ${test()}`)}${this.#inner(depth)}`;
    if (r.chance(0.3)) text += `${this.#tag(`elif ${test()}`)}${this.#inner(depth)}`;
    if (r.chance(0.4)) text += `${this.#tag('else')}${this.#inner(depth)}`;
    return text + this.#tag('endif');
  }

  #for(depth: number): string {
    const r = this.#random;
    const e = this.#expressions;
    const [target, iterable] = r.pick<() => [string, string]>([
      () => ['i', e.of('list', 2)],
      () => ['i', e.of('list', 1)],
      () => ['k, i', `${e.of('dict', 1)}.items()`],
      () => ['i', e.of('dict', 1)],
      () => ['i', e.of('str', 1)],
      () => ['a, b', "[(1, 2), (3, 'x')]"],
      () => ['i', `range(${r.pick(['3', '1, 4', '0'])})`],
      () => ['row', 'rows'],
      () => ['i', 'nope'],
      () => ['i', e.of(e.careful ? 'list' : 'any', 1)],
    ])();
    const filter = r.chance(0.25) ? ` if ${e.of('bool', 1)}` : '';
    const body = this.#scoped(() => this.#loopBody(target.split(', '), depth));
    const otherwise = r.chance(0.2) ? `${this.#tag('else')}${this.#inner(depth)}` : '';
    return `${this.#tag(`for ${target} in ${iterable}${filter}`)}${body}${otherwise}${this.#tag('endfor')}`;
  }

  #loopBody(targets: readonly string[], depth: number): string {
    const r = this.#random;
    const { names } = this.#expressions;
    for (const name of targets) names.set(name, name === 'row' ? 'dict' : 'any');
    this.#loops++;
    let body = this.#body(depth);
    if (r.chance(0.5)) {
      body += `{{ loop.${r.pick(['index', 'index0', 'first', 'last', 'length', 'revindex', 'revindex0', "cycle('a', 'b')", 'previtem', 'nextitem', 'depth', 'depth0', `changed(${r.pick([...names.keys()])})`])} }}`;
    }
    if (r.chance(0.1)) body += `${this.#tag('set o = loop')}{{ o.index }}`;
    this.#loops--;
    return body;
  }

  #recursive(): string {
    const inside = this.#random.pick(['{{ loop.depth }}', '{{ loop.index }}', '', '{{ i.v }}']);
    const condition = this.#random.pick(['', ' if i.v != 3']);
    return `{% for i in tree${condition} recursive %}[${inside}{% if i.c %}{{ loop(i.c) }}{% endif %}]{% endfor %}`;
  }

  #signature(): { text: string; names: string[]; required: number } {
    const r = this.#random;
    const names = ['p', 'q', 'r'].slice(0, r.below(4));
    let required = 0;
    const text = names.map((name, index) => {
      if (required < index || r.chance(0.4)) return `${name}=${this.#expressions.any(1)}`;
      required++;
      return name;
    });
    return { text: text.join(', '), names, required };
  }

  #macro(depth: number): string {
    const r = this.#random;
    if (this.#inMacro) return this.#print();
    const { text, names, required } = this.#signature();
    const name = `m${this.#made++}`;
    const loops = this.#loops;
    this.#loops = 0;
    this.#inMacro = true;
    let body = this.#scoped(() => {
      for (const parameter of names) this.#expressions.names.set(parameter, 'any');
      return this.#body(depth);
    });
    this.#inMacro = false;
    this.#loops = loops;
    if (r.chance(0.25)) body += r.pick(['{{ varargs }}', '{{ kwargs }}', '{{ varargs | length }}{{ kwargs }}']);
    const takesCaller = r.chance(0.3);
    if (takesCaller) {
      const call = '{% if caller %}{{ caller() }}{% endif %}';
      const reckless = ['{{ caller() }}', '{% if caller %}{{ caller(1) }}{% endif %}'];
      body += r.pick(this.#expressions.careful ? [call] : [call, call, ...reckless]);
    }
    const macro: Macro = { name, parameters: names.length, required, takesCaller };
    this.#macros.push(macro);
    const definition = `${this.#tag(`macro ${name}(${text})`)}${body}${this.#tag('endmacro')}`;
    return (
      definition +
      (r.chance(0.8) ? this.#callOf(macro) : '') +
      (r.chance(0.1) ? `{{ ${name}.${r.pick(['name', 'arguments', 'catch_kwargs', 'catch_varargs', 'caller'])} }}` : '')
    );
  }

  #arguments({ parameters, required }: Macro): string {
    const r = this.#random;
    if (this.#expressions.careful) {
      const count = required + r.below(parameters - required + 1);
      const args = Array.from({ length: count }, () => this.#expressions.any(1));
      if (count < parameters && r.chance(0.3)) args.push(`${['p', 'q', 'r'][count]}=${this.#expressions.any(1)}`);
      return args.join(', ');
    }
    const count = r.chance(0.1) ? r.below(4) : r.below(parameters + 1);
    const args = Array.from({ length: count }, () => this.#expressions.any(1));
    if (count < parameters && r.chance(0.3))
      args.push(`${['p', 'q', 'r'][parameters - 1]}=${this.#expressions.any(1)}`);
    if (r.chance(0.05)) args.push(`z=${this.#expressions.any(1)}`);
    if (r.chance(0.03)) args.push('*xs');
    if (r.chance(0.03)) args.push("**{'q': 1}");
    return args.join(', ');
  }

  #callOf(macro: Macro): string {
    const filter = this.#random.pick(['', '', '', ' | trim', ' | upper', ' ~ 1', ' + "x"', ' | length']);
    return `{{ ${macro.name}(${this.#arguments(macro)})${filter} }}`;
  }

  #call(depth: number): string {
    const r = this.#random;
    const { careful } = this.#expressions;
    const macros = careful ? this.#macros.filter((macro) => macro.takesCaller) : this.#macros;
    if (macros.length === 0) return this.#print();
    const parameters = r.pick(careful ? ['', '(y=2)'] : ['', '(y)', '(y=2)']);
    const macro = r.pick(macros);
    return `${this.#tag(`call${parameters} ${macro.name}(${this.#arguments(macro)})`)}${this.#inner(depth)}${parameters === '' ? '' : '{{ y }}'}${this.#tag('endcall')}`;
  }

  #namespace(): string {
    const value = this.#expressions.any(1);
    return `{% set ns = namespace(c=0) %}{% for i in [1, 2] %}{% set ns.c = ns.c + i %}{% set ns.x = ${value} %}{% endfor %}{{ ns.c }}{{ ns.x }}`;
  }

  #with(depth: number): string {
    const name = this.#random.pick(['w', 'v', 'h']);
    const value = this.#expressions.of('str', this.#random.below(4));
    const body = this.#scoped(() => {
      this.#expressions.names.set(name, 'str');
      return this.#body(depth);
    });
    return `${this.#tag(`with ${name} = ${value}`)}${body}${this.#tag('endwith')}`;
  }
}
