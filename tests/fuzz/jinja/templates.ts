// Random templates: statements around random expressions, with scopes, macros, captures and whitespace control.

import { Expressions } from './expressions.ts';
import { Random } from './random.ts';

const texts = ['a', ' ', '\n', ' b ', '\n  ', 'select ', ', ', '{ ', '} ', '%', '#', "'", '{ { ', '\t', 'x\n\ny'];
const variables = ['v', 'w', 'acc', 's', 'xs', 'n'];

export function randomTemplate(seed: number): string {
  return new Templates(new Random(seed)).template();
}

class Templates {
  readonly #random: Random;
  readonly #expressions: Expressions;
  #macros: { name: string; parameters: number }[] = [];
  #loops = 0;
  #inMacro = false;

  constructor(random: Random) {
    this.#random = random;
    this.#expressions = new Expressions(random);
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
      () => `${this.#tag(`set a, b = ${r.pick(['1, 2', '(3, 4)', 'pair', "['p', 'q']", 'xs'])}`)}{{ a }}{{ b }}`,
      () =>
        `${this.#tag(`set ${this.#define()}${r.pick(['', ' | upper', " | replace('a', 'z')", ' | trim'])}`)}${this.#body(inner)}${this.#tag('endset')}`,
      () => this.#macro(inner),
      () => this.#macro(inner),
      () => this.#call(inner),
      () => this.#namespace(),
      () =>
        `${this.#tag(`filter ${r.pick(['upper', 'trim', "replace(' ', '_')", 'lower | title', 'indent(2)'])}`)}${this.#body(inner)}${this.#tag('endfilter')}`,
      () => this.#with(inner),
      () => `${this.#tag(`do ${e.of('any', 2)}`)}`,
      () => `{#${r.pick(['', '-'])} ${r.pick(['c', '{{ x }}', '{% if %}'])} ${r.pick(['', '-'])}#}`,
      () =>
        `{%${r.pick(['', '-'])} raw ${r.pick(['', '-'])}%}${r.pick([' {{ a }} ', '{% if %}', ' x '])}{%${r.pick(['', '-'])} endraw ${r.pick(['', '-'])}%}`,
      () =>
        `${this.#tag(`block b${r.below(1000000)}${r.pick(['', ' scoped'])}`)}${this.#body(inner)}${this.#tag('endblock')}`,
      () =>
        this.#loops > 0
          ? `${this.#tag(`if ${e.of('bool', 1)}`)}${this.#tag(r.pick(['break', 'continue']))}${this.#tag('endif')}`
          : this.#print(),
      () => `${this.#tag(`print ${this.#expression()}`)}`,
    ])();
  }

  /** A variable that later expressions may read. */
  #define(): string {
    const name = this.#random.pick(variables);
    if (!this.#expressions.names.includes(name)) this.#expressions.names.push(name);
    return name;
  }

  #set(): string {
    const value = this.#expression();
    return this.#tag(`set ${this.#define()} = ${value}`);
  }

  #if(depth: number): string {
    const r = this.#random;
    const test = (): string => this.#expressions.of(r.pick(['bool', 'any']), 2);
    let text = `${this.#tag(`if ${test()}`)}${this.#body(depth)}`;
    if (r.chance(0.3)) text += `${this.#tag(`elif ${test()}`)}${this.#body(depth)}`;
    if (r.chance(0.4)) text += `${this.#tag('else')}${this.#body(depth)}`;
    return text + this.#tag('endif');
  }

  #for(depth: number): string {
    const r = this.#random;
    const [target, iterable] = r.pick<() => [string, string]>([
      () => ['i', this.#expressions.of('list', 2)],
      () => ['i', this.#expressions.of('list', 1)],
      () => ['k, i', `${this.#expressions.of('dict', 1)}.items()`],
      () => ['i', this.#expressions.of('dict', 1)],
      () => ['i', this.#expressions.of('str', 1)],
      () => ['a, b', "[(1, 2), (3, 'x')]"],
      () => ['i', `range(${r.pick(['3', '1, 4', '0'])})`],
      () => ['row', 'rows'],
      () => ['i', 'nope'],
      () => ['i', this.#expressions.of('any', 1)],
    ])();
    const before = this.#expressions.names.length;
    for (const name of target.split(', '))
      if (!this.#expressions.names.includes(name)) this.#expressions.names.push(name);
    const filter = r.chance(0.25) ? ` if ${this.#expressions.of('bool', 1)}` : '';
    this.#loops++;
    let body = this.#body(depth);
    if (r.chance(0.5)) {
      body += `{{ loop.${r.pick(['index', 'index0', 'first', 'last', 'length', 'revindex', 'revindex0', "cycle('a', 'b')", 'previtem', 'nextitem', 'depth', 'depth0', `changed(${r.pick(this.#expressions.names)})`])} }}`;
    }
    if (r.chance(0.1)) body += `${this.#tag('set o = loop')}{{ o.index }}`;
    this.#loops--;
    const names = target.split(', ');
    this.#expressions.names.splice(before, names.length);
    const otherwise = r.chance(0.2) ? `${this.#tag('else')}${this.#body(depth)}` : '';
    return `${this.#tag(`for ${target} in ${iterable}${filter}`)}${body}${otherwise}${this.#tag('endfor')}`;
  }

  #recursive(): string {
    const inside = this.#random.pick(['{{ loop.depth }}', '{{ loop.index }}', '', '{{ i.v }}']);
    const condition = this.#random.pick(['', ' if i.v != 3']);
    return `{% for i in tree${condition} recursive %}[${inside}{% if i.c %}{{ loop(i.c) }}{% endif %}]{% endfor %}`;
  }

  #signature(): { text: string; names: string[] } {
    const r = this.#random;
    const names = ['p', 'q', 'r'].slice(0, r.below(4));
    let defaults = false;
    const text = names.map((name) => {
      defaults ||= r.chance(0.4);
      return defaults ? `${name}=${this.#expressions.any(1)}` : name;
    });
    return { text: text.join(', '), names };
  }

  #macro(depth: number): string {
    const r = this.#random;
    if (this.#inMacro) return this.#print();
    const { text, names } = this.#signature();
    const name = `m${this.#macros.length}`;
    const { names: known } = this.#expressions;
    const before = known.length;
    known.push(...names);
    const loops = this.#loops;
    this.#loops = 0;
    this.#inMacro = true;
    let body = this.#body(depth);
    this.#inMacro = false;
    this.#loops = loops;
    known.splice(before, names.length);
    if (r.chance(0.25)) body += r.pick(['{{ varargs }}', '{{ kwargs }}', '{{ varargs | length }}{{ kwargs }}']);
    if (r.chance(0.3))
      body += r.pick([
        '{{ caller() }}',
        '{% if caller %}{{ caller(1) }}{% endif %}',
        '{% if caller %}{{ caller() }}{% endif %}',
        '{% if caller %}{{ caller() }}{% endif %}',
      ]);
    this.#macros.push({ name, parameters: names.length });
    const definition = `${this.#tag(`macro ${name}(${text})`)}${body}${this.#tag('endmacro')}`;
    return (
      definition +
      (r.chance(0.8) ? this.#callOf(name, names.length) : '') +
      (r.chance(0.1) ? `{{ ${name}.${r.pick(['name', 'arguments', 'catch_kwargs', 'catch_varargs', 'caller'])} }}` : '')
    );
  }

  #arguments(parameters: number): string {
    const r = this.#random;
    const count = r.chance(0.1) ? r.below(4) : r.below(parameters + 1);
    const args = Array.from({ length: count }, () => this.#expressions.any(1));
    if (count < parameters && r.chance(0.3))
      args.push(`${['p', 'q', 'r'][parameters - 1]}=${this.#expressions.any(1)}`);
    if (r.chance(0.05)) args.push(`z=${this.#expressions.any(1)}`);
    if (r.chance(0.03)) args.push('*xs');
    if (r.chance(0.03)) args.push("**{'q': 1}");
    return args.join(', ');
  }

  #callOf(name: string, parameters: number): string {
    const filter = this.#random.pick(['', '', '', ' | trim', ' | upper', ' ~ 1', ' + "x"', ' | length']);
    return `{{ ${name}(${this.#arguments(parameters)})${filter} }}`;
  }

  #call(depth: number): string {
    const r = this.#random;
    if (this.#macros.length === 0) return this.#print();
    const parameters = r.pick(['', '(y)', '(y=2)']);
    const macro = r.pick(this.#macros);
    return `${this.#tag(`call${parameters} ${macro.name}(${this.#arguments(macro.parameters)})`)}${this.#body(depth)}${parameters === '' ? '' : '{{ y }}'}${this.#tag('endcall')}`;
  }

  #namespace(): string {
    const value = this.#expressions.any(1);
    return `{% set ns = namespace(c=0) %}{% for i in [1, 2] %}{% set ns.c = ns.c + i %}{% set ns.x = ${value} %}{% endfor %}{{ ns.c }}{{ ns.x }}`;
  }

  #with(depth: number): string {
    const name = this.#random.pick(['w', 'v', 'h']);
    const value = this.#expression();
    const { names } = this.#expressions;
    const before = names.length;
    if (!names.includes(name)) names.push(name);
    const body = this.#body(depth);
    names.splice(before, names.length - before);
    return `${this.#tag(`with ${name} = ${value}`)}${body}${this.#tag('endwith')}`;
  }
}
