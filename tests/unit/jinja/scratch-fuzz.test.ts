import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { TemplateError } from '../../../src/jinja/errors.ts';
import { builtinFilters } from '../../../src/jinja/filters/builtin-filters.ts';
import { builtinGlobals } from '../../../src/jinja/globals.ts';
import { Budget } from '../../../src/jinja/limits.ts';
import { Decimal } from '../../../src/jinja/python/decimal.ts';
import { formatValue } from '../../../src/jinja/python/format-spec.ts';
import { PyGenerator } from '../../../src/jinja/python/generator.ts';
import { jsonText } from '../../../src/jinja/python/json-text.ts';
import { Markup } from '../../../src/jinja/python/markup.ts';
import * as python from '../../../src/jinja/python/operators.ts';
import { PyRange } from '../../../src/jinja/python/range.ts';
import { toJson } from '../../../src/jinja/python/to-json.ts';
import { builtinTests } from '../../../src/jinja/tests/builtin-tests.ts';
import { Dict, HostObject, List, PySet, Tuple, Undefined, type Value } from '../../../src/jinja/value.ts';
import { environment } from './python-table.ts';

let seed = Number(process.env.SEED ?? 1);
const rnd = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};
const pick = <T>(a: readonly T[]): T => a[Math.floor(rnd() * a.length)] as T;
const deepList = () => {
  let l: Value = new List();
  for (let i = 0; i < 20000; i++) l = new List([l]);
  return l;
};
const deepTuple = () => {
  let l: Value = new Tuple([]);
  for (let i = 0; i < 20000; i++) l = new Tuple([l]);
  return l;
};
const deepDict = () => {
  let l: Value = new Dict();
  for (let i = 0; i < 20000; i++) l = python.dictFrom([['a', l]]);
  return l;
};
const dag = () => {
  let l: Value = new List(['xy']);
  for (let i = 0; i < 40; i++) l = new List([l, l]);
  return l;
};
const dagT = () => {
  let l: Value = new Tuple(['xy']);
  for (let i = 0; i < 40; i++) l = new Tuple([l, l]);
  return l;
};
const self = () => {
  const l = new List([1n]);
  l.items.push(l);
  return l;
};
const selfD = () => {
  const d = python.dictFrom([['a', 1n]]);
  python.dictSet(d, 'b', d);
  const v = python.getAttribute(d, 'values') as HostObject;
  python.dictSet(d, 'v', v.call({ positional: [], keywords: new Map() }) as Value);
  return d;
};
const big = 'ab<c>&(.,-\n'.repeat(30000);
const makers: (() => Value)[] = [
  () => null,
  () => true,
  () => 0n,
  () => 1n,
  () => -1n,
  () => 3n,
  () => 10n ** 12n,
  () => -(10n ** 30n),
  () => 2n ** 60000n,
  () => 1e308,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 0.5,
  () => 5e-324,
  () => '',
  () => 'a',
  () => ',',
  () => 'abc def',
  () => '%1000000000d',
  () => '{:>9999999999}',
  () => '{:99999999999999999999}',
  () => '%*d',
  () => '%.99999999f',
  () => '{0.__class__.__mro__}',
  () => '{'.repeat(1000),
  () => '\ud800',
  () => '😀'.repeat(50),
  () => big,
  () => ')'.repeat(50000),
  () => '('.repeat(50000) + ')'.repeat(50000),
  () => '<!--'.repeat(20000),
  () => '<'.repeat(50000),
  () => `${'a.'.repeat(50000)}-`,
  () => `a@${'a.'.repeat(50000)}-`,
  () => '-'.repeat(50000),
  () => 'a-'.repeat(30000),
  () => '&#x'.repeat(20000),
  () => '__proto__',
  () => 'constructor',
  () => 'upper',
  () => 'map',
  () => '0,1',
  () => 'a.b.c',
  () => new List([1n, 2n, 3n]),
  () => new List(['b', 'a']),
  () => new List(new Array(100000).fill(0n)),
  () => new List(new Array(100000).fill('a')),
  deepList,
  deepTuple,
  deepDict,
  dag,
  dagT,
  self,
  selfD,
  () => new Tuple([1n, 'a']),
  () =>
    python.dictFrom([
      ['a', 1n],
      ['b', new List()],
    ]),
  () => python.dictFrom([['__proto__', 1n]]),
  () => python.setFrom([1n, 2n]),
  () => new Undefined("'u' is undefined", false),
  () => new Undefined("'u' is undefined", true),
  () => new Markup('<b>'),
  () => new PyRange(0n, 100000n, 1n),
  () => new PyGenerator('g', [1n, 2n]),
  () => Decimal.parse('1.5') as Value,
  () => Decimal.parse('1e4999') as Value,
  () => Decimal.parse('NaN') as Value,
  () => builtinGlobals.get('range') as Value,
  () => builtinGlobals.get('namespace') as Value,
];
const methods =
  'capitalize casefold center count endswith expandtabs find format format_map index isalnum isalpha join ljust lower lstrip partition removeprefix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill maketrans encode append clear copy extend insert pop remove reverse sort fromkeys get items keys popitem setdefault update values add union intersection difference issubset bit_length as_integer_ratio is_integer constructor __proto__ toString hasOwnProperty valueOf'.split(
    ' ',
  );
const ops = ['+', '-', '*', '/', '//', '%', '**', '~', '==', '!=', '<', '<=', '>', '>=', 'in', 'not in'] as const;
it('fuzz', () => {
  const slow: string[] = [],
    bad: string[] = [];
  for (let i = 0; i < Number(process.env.COUNT ?? 20000); i++) {
    const what = pick(['op', 'method', 'filter', 'test', 'slice', 'format', 'repr', 'json', 'global', 'key']);
    let label = what;
    const name = (v: Value) => {
      const t = python.typeName(v);
      return typeof v === 'string'
        ? JSON.stringify(v.slice(0, 12)) + v.length
        : typeof v === 'bigint'
          ? `${t}${String(v).slice(0, 8)}`
          : typeof v === 'number'
            ? String(v)
            : t;
    };
    const logIt = () => writeFileSync('/tmp/last-fuzz', label);
    const mk = () => {
      const m = pick(makers);
      const v = m();
      label += ` ${m === deepList ? 'deep' : m === dag || m === dagT ? 'dag' : m === self || m === selfD ? 'self' : name(v)}`;
      logIt();
      return v;
    };
    const start = Date.now();
    const budget = new Budget({ steps: 1_000_000, depth: 400, output: 1e9 });
    try {
      python.metered(budget, () => {
        const env = { ...environment, limits: budget };
        const args = () => ({
          positional: Array.from({ length: Math.floor(rnd() * 4) }, mk),
          keywords: new Map(
            rnd() < 0.2 ? [[pick(['attribute', 'default', 'reverse', 'sep', 'width', 'a']), mk()]] : [],
          ),
        });
        let r: Value = null;
        if (what === 'op') {
          const o = pick(ops);
          label += o;
          r = python.binary(o, mk(), mk());
        } else if (what === 'method') {
          const n = pick(methods);
          label += ` .${n}`;
          const m = python.lookupAttribute(mk(), n, false);
          if (m instanceof HostObject && m.callable) r = m.call(args()) as Value;
        } else if (what === 'filter') {
          const n = pick([...builtinFilters.keys()]);
          label += ` |${n}`;
          r = builtinFilters.get(n)?.(mk(), args(), env) ?? null;
        } else if (what === 'test') {
          const n = pick([...builtinTests.keys()]);
          label += ` is ${n}`;
          r = builtinTests.get(n)?.(mk(), args(), env) ?? null;
        } else if (what === 'slice') r = python.getSlice(mk(), mk(), mk(), mk());
        else if (what === 'format') {
          const v = mk();
          const s = mk();
          r = formatValue(v, typeof s === 'string' ? s : '99999999');
        } else if (what === 'json') {
          r = jsonText(mk(), { sortKeys: true, indent: rnd() < 0.5 ? '  ' : undefined });
          toJson(mk());
        } else if (what === 'global') {
          const g = pick([...builtinGlobals.values()]) as HostObject;
          r = g.call(args()) as Value;
        } else if (what === 'key')
          r = python.dictFrom([
            [mk(), mk()],
            [mk(), mk()],
          ]);
        else r = mk();
        if (r instanceof PyGenerator) r = new List(python.toArray(r));
        python.toText(r);
      });
    } catch (e) {
      if (!(e instanceof TemplateError))
        bad.push(
          `${label}: ${(e as Error).name} ${(e as Error).message.slice(0, 80)} ${((e as Error).stack ?? '')
            .split('\n')
            .slice(1, 4)
            .map((l) => l.trim().replace(/.*jinja\//, ''))
            .join(' < ')}`,
        );
    }
    const t = Date.now() - start;
    if (t > 900) slow.push(`${t}ms ${label}`);
  }
  console.log('BAD', bad.length, `\n${[...new Set(bad)].slice(0, 25).join('\n')}`);
  console.log('SLOW', slow.length, `\n${slow.slice(0, 40).join('\n')}`);
}, 900000);
