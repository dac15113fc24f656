// A host's function that asks: the rendering stops in the middle of whatever it was doing, and goes on from there.

import { describe, expect, it } from 'vitest';
import { callMacro, isMacro, Question, returnFunction } from '../../../src/jinja/index.ts';
import { type CallArguments, type CallResult, HostObject, Invocation, type Value } from '../../../src/jinja/value.ts';
import { compiled } from './support.ts';

class Asking extends HostObject {
  override readonly typeName = 'function';
  override toText(): string {
    return '<function ask>';
  }
  override get callable(): boolean {
    return true;
  }
  override call({ positional }: CallArguments): CallResult {
    return new Question(positional[0], (answer) => `<${answer as string}>`);
  }
}

/** Calls its first argument with the others, and marks the result. */
class Applying extends Asking {
  override call({ positional: [callee, ...rest], keywords }: CallArguments): CallResult {
    return new Invocation(callee ?? null, { positional: rest, keywords }, (result) => `(${result as string})`);
  }
}

const globals = new Map<string, Value>([
  ['ask', new Asking()],
  ['apply', new Applying()],
  ['return', returnFunction],
]);

/** Renders, answering the n-th question with its number. */
function answered(template: string): { text: string; questions: unknown[] } {
  const rendering = compiled(template).start(globals);
  const questions: unknown[] = [];
  let progress = rendering.next();
  while (progress.kind === 'asked') {
    questions.push(progress.request);
    progress = rendering.next(String(questions.length));
  }
  if (progress.kind === 'failed') throw new Error(progress.diagnostics[0]?.message);
  return { text: progress.output.text, questions };
}

describe('a question', () => {
  it.each([
    ['in the middle of an expression', "{{ 'a' ~ ask(1) ~ 'b' ~ (2 + 3) }}", 'a<1>b5', 1],
    ['inside arguments', '{{ [1, ask("x"), ask("y")] }}', "[1, '<1>', '<2>']", 2],
    [
      'inside a loop inside a macro inside a set block',
      '{% macro m(n) %}{% for i in range(n) %}{{ i }}{{ ask(i) }}{% endfor %}{% endmacro %}{% set v %}[{{ m(2) }}]{% endset %}{{ v }}',
      '[0<1>1<2>]',
      2,
    ],
    ['as the default of a parameter', '{% macro m(a=ask(1)) %}{{ a }}{% endmacro %}{{ m() }}{{ m(2) }}', '<1>2', 1],
    ['in a condition of a loop', '{% for i in [1, 2] if ask(i) %}{{ i }}{% endfor %}', '12', 2],
    [
      'in a call block',
      '{% macro w() %}({{ caller() }}){% endmacro %}{% call w() %}{{ ask(1) }}{% endcall %}',
      '(<1>)',
      1,
    ],
    [
      'in a macro that returns',
      '{% macro m() %}{% if ask(1) %}{{ return(ask(2)) }}{% endif %}{% endmacro %}{{ m() | upper }}',
      '<2>',
      2,
    ],
    ['in a macro that a host calls', '{% macro m(x) %}{{ x }}{{ ask(x) }}{% endmacro %}{{ apply(m, 7) }}', '(7<1>)', 1],
    ['short-circuited away', '{{ false and ask(1) }}{{ true or ask(2) }}', 'FalseTrue', 0],
  ])('%s', (_where, template, text, count) => {
    const result = answered(template);
    expect(result.text).toBe(text);
    expect(result.questions).toHaveLength(count);
  });

  it('tells its place', () => {
    const progress = compiled('a\n{{ ask(1) }}').start(globals).next();
    expect(progress).toMatchObject({ kind: 'asked', request: 1n, span: { start: 5, end: 11 }, calls: [] });
  });

  it('tells the calls that led to it', () => {
    const template = '{% macro m() %}{{ ask(1) }}{% endmacro %}{{ m() }}';
    const calls = [{ name: 'm', span: { start: template.lastIndexOf('m()'), end: template.length - 3 } }];
    expect(compiled(template).start(globals).next()).toMatchObject({ kind: 'asked', calls });
  });

  it('can be answered with an error, which shows the chain of calls', () => {
    const rendering = compiled('{% macro m() %}{{ ask(1) }}{% endmacro %}{{ m() }}').start(globals);
    expect(rendering.next().kind).toBe('asked');
    const failed = rendering.fail('the query failed');
    expect(failed).toMatchObject({
      kind: 'failed',
      diagnostics: [
        {
          code: 'JINJA_RAISED',
          message: 'the query failed',
          span: { start: 18 },
          notes: [{ message: "in the call of 'm'" }],
        },
      ],
    });
  });

  it('suspends the call of a macro as well', () => {
    const done = compiled('{% macro m(x) %}{{ x }}={{ ask(x) }}{% endmacro %}').start(globals).next();
    const macro = done.kind === 'done' ? (done.output.module.get('m') ?? null) : null;
    if (!isMacro(macro)) throw new Error('expected a macro');
    const call = callMacro(macro, { positional: ['p'], keywords: new Map() });
    expect(call.next()).toMatchObject({ kind: 'asked', request: 'p' });
    expect(call.next('q')).toMatchObject({ kind: 'done', output: { text: 'p=<q>' } });
  });

  it('interleaves renderings of one template without mixing them', () => {
    const template = compiled('{% set x = ask(1) %}{{ x }}');
    const [one, two] = [template.start(globals), template.start(globals)];
    one.next();
    two.next();
    expect(two.next('b')).toMatchObject({ output: { text: '<b>' } });
    expect(one.next('a')).toMatchObject({ output: { text: '<a>' } });
  });
});

describe('a definition bound to names', () => {
  it('finds in them what its file would define', () => {
    const template = compiled('{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}own{% endmacro %}');
    const [definition] = template.definitions;
    if (!definition) throw new Error('expected a definition');
    const other = compiled('{% macro c() %}other{% endmacro %}');
    const [c] = other.definitions;
    if (!c) throw new Error('expected a definition');
    const bound = template.bind(definition, new Map([['b', other.bind(c, new Map())]]));
    expect(callMacro(bound, { positional: [], keywords: new Map() }).next()).toMatchObject({
      output: { text: 'other' },
    });
  });
});
