// Compares random templates with what Python's Jinja2 renders: run.js [count] [first seed] [python].
// Prints each difference with its seed; ends with 1 if there are any. Needs Python with jinja2, so it is no part of the tests.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { compileTemplate, render } from '../../../src/jinja/index.ts';
import { fuzzGlobals } from './context.ts';
import { randomTemplate } from './templates.ts';

interface Outcome {
  readonly text?: string;
  readonly error?: string;
  readonly message?: string;
  readonly skip?: string;
}

const [count = '10000', first = '1', python = 'python3'] = process.argv.slice(2);
const batch = 5000;

function ours(text: string): Outcome {
  const template = compileTemplate({ path: 't', text });
  const result = template.ok ? render(template.value, fuzzGlobals()) : template;
  if (result.ok) return { text: result.value.text };
  const problem = result.problems[0];
  return { error: problem?.code ?? '', message: problem?.message ?? '' };
}

/** Addresses and the like differ from run to run in Python itself. */
const unstable = / at.0x[0-9a-f]+>|<(?:built-in|bound).(?:method|function)|<function.|<Macro|<class/i;

let differences = 0;
let failures = 0;
let skipped = 0;
for (let from = Number(first); from < Number(first) + Number(count); from += batch) {
  const size = Math.min(batch, Number(first) + Number(count) - from);
  const templates = Array.from({ length: size }, (_, index) => randomTemplate(from + index));
  const input = templates.map((template) => JSON.stringify(template)).join('\n');
  const script = join(process.cwd(), 'tests/fuzz/jinja/render.py');
  const child = spawnSync(python, [script], { input, encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024 });
  if (child.status !== 0) throw new Error(child.stderr);
  const lines = child.stdout.trimEnd().split('\n');
  templates.forEach((template, index) => {
    const theirs = JSON.parse(lines[index] ?? '{}') as Outcome;
    if (theirs.skip !== undefined || unstable.test(theirs.text ?? '')) {
      skipped++;
      return;
    }
    let mine: Outcome;
    try {
      mine = ours(template);
    } catch (error) {
      mine = { error: 'CRASH', message: String(error instanceof Error ? error.stack : error) };
    }
    if (theirs.error !== undefined) {
      failures++;
      if (process.env.SHOW_ERRORS) console.error(`${theirs.error}: ${theirs.message}`);
    }
    const same =
      theirs.text === undefined ? mine.error !== undefined && mine.error !== 'CRASH' : theirs.text === mine.text;
    if (same) return;
    differences++;
    console.log(JSON.stringify({ seed: from + index, template, theirs, mine }));
  });
}
console.error(
  `${count} templates from seed ${first}: ${differences} differences, ${failures} fail in Python, ${skipped} skipped`,
);
process.exitCode = differences > 0 ? 1 : 0;
