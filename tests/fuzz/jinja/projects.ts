// Compares every .sql file under the given folders with what Python's Jinja2 renders: the file itself, and each of its
// macros called with stand-ins. projects.js python folder… Prints each difference; ends with 1 if there are any.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinGlobals } from '../../../src/jinja/globals.ts';
import {
  type Called,
  callMacro,
  compileTemplate,
  isMacro,
  type Progress,
  returnFunction,
  type Template,
} from '../../../src/jinja/index.ts';
import { StandIn } from './stand-in.ts';

interface Outcome {
  readonly text?: string;
  readonly error?: string;
  readonly skip?: string;
}

interface Theirs {
  readonly parse?: string;
  readonly main?: Outcome;
  readonly macros?: Readonly<Record<string, Outcome>>;
}

const [python = 'python3', ...folders] = process.argv.slice(2);
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .map((name) => join(folder, name)),
);
const sources = files.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const script = join(process.cwd(), 'tests/fuzz/jinja/render_projects.py');
const input = sources.map(({ text }) => JSON.stringify({ text })).join('\n');
const child = spawnSync(python, [script], { input, encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024 });
if (child.status !== 0) throw new Error(child.stderr);
const answers = child.stdout
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Theirs);

const names = (name: string) => {
  if (name === 'return') return returnFunction;
  return builtinGlobals.has(name) ? undefined : new StandIn(name);
};
const unstable = / at 0x[0-9a-f]+>|<(?:built-in|bound) (?:method|function)|<function |<Macro|<class/;
const counts = { files: files.length, bothReject: 0, rendered: 0, macros: 0, bothFail: 0, skipped: 0, differences: 0 };

function outcome(progress: Progress<{ readonly text: string }>): Outcome {
  if (progress.kind === 'done') return { text: progress.output.text };
  return { error: progress.kind === 'failed' ? (progress.diagnostics[0]?.message ?? '') : 'asked' };
}

function report(what: string, theirs: unknown, ours: unknown): void {
  counts.differences++;
  console.log(JSON.stringify({ what, theirs, ours }));
}

function compare(what: string, theirs: Outcome, ours: Outcome): void {
  if (theirs.skip !== undefined || unstable.test(theirs.text ?? '')) counts.skipped++;
  else if (theirs.text === undefined && ours.text === undefined) counts.bothFail++;
  else if (theirs.text !== ours.text) report(what, theirs, ours);
  else if (what.includes(' > ')) counts.macros++;
  else counts.rendered++;
}

function compareTemplate(path: string, template: Template, theirs: Theirs): void {
  const main = template.start(names).next();
  compare(path, theirs.main ?? {}, outcome(main));
  if (main.kind !== 'done') return;
  for (const [name, outcomeOfMacro] of Object.entries(theirs.macros ?? {})) {
    const macro = main.output.module.get(name) ?? null;
    if (!isMacro(macro)) report(`${path} > ${name}`, outcomeOfMacro, 'no macro');
    else compare(`${path} > ${name}`, outcomeOfMacro, outcome(called(macro)));
  }
}

function called(macro: Parameters<typeof callMacro>[0]): Progress<Called> {
  const parameters = macro.getAttribute('arguments');
  const positional = Array.from(
    parameters instanceof Object && 'items' in parameters ? (parameters.items as string[]) : [],
  );
  const keywords = new Map(macro.getAttribute('caller') === true ? [['caller', new StandIn('caller')]] : []);
  return callMacro(macro, { positional: positional.map((name) => new StandIn(name)), keywords }).next();
}

sources.forEach((source, index) => {
  const theirs = answers[index] ?? {};
  const compiled = compileTemplate(source);
  if (!compiled.ok && theirs.parse !== undefined) counts.bothReject++;
  else if (!compiled.ok) report(source.path, theirs.main, compiled.problems[0]?.message);
  else if (theirs.parse !== undefined) report(source.path, theirs.parse, 'compiles');
  else compareTemplate(source.path, compiled.value, theirs);
});
console.error(JSON.stringify(counts));
process.exitCode = counts.differences > 0 ? 1 : 0;
