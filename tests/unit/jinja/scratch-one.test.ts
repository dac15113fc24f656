import { it } from 'vitest';
import { Budget } from '../../../src/jinja/limits.ts';
import { Decimal } from '../../../src/jinja/python/decimal.ts';
import * as python from '../../../src/jinja/python/operators.ts';
import { List, type Value } from '../../../src/jinja/value.ts';
const dag = () => { let l: Value = new List(['xy']); for (let i = 0; i < 40; i++) l = new List([l, l]); return l; };
const time = (n: string, f: () => unknown) => { const t = Date.now(); try { python.metered(new Budget(), f); } catch (e) { console.log(String(e).slice(0, 100)); } console.log(n, Date.now() - t); };
it('one', () => {
  time('dag', () => python.toText(dag()));
  time('key', () => python.dictFrom([[Decimal.parse('1e4999') as Value, 1n]]));
  time('deckey', () => python.toText(python.dictFrom([[Decimal.parse('1e4999') as Value, 1n]])));
  time('dagd', () => python.toText(python.dictFrom([['a', dag()]])));
}, 100000);
