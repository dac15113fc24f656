import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { compare } from './python-table.ts';

it('diff', () => {
  const r = compare(JSON.parse(readFileSync(process.env.TABLE ?? '', 'utf8')));
  console.log(r.compared, r.differences.length);
  const groups = new Map<string, typeof r.differences>();
  for (const d of r.differences) {
    const k = d.expression.split(' ').slice(0, 2).join(' ');
    groups.set(k, [...(groups.get(k) ?? []), d]);
  }
  for (const [k, ds] of groups) {
    console.log('##', k, ds.length);
    for (const d of ds.slice(0, Number(process.env.N ?? 6)))
      console.log(
        '  ',
        d.expression.slice(0, 150),
        '\n      PY',
        d.expected.slice(0, 200),
        '\n      TS',
        d.actual.slice(0, 200),
      );
  }
}, 600000);
