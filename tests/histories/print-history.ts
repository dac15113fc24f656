// A history for people: its seed, its edits as the lines of files that change, and what was found.

import type { Finding } from './play-history.ts';
import type { History, Step } from './random-history.ts';
import { filesOf } from './write-state.ts';

export function printHistory(seed: number, history: History, finding: Finding): string {
  const steps = history.steps.map((step, index) => printStep(step, history.steps[index - 1]));
  return [`seed ${seed}: ${finding.kind}`, ...steps, 'Found:', ...finding.lines.map((line) => `  ${line}`), ''].join(
    '\n',
  );
}

function printStep(step: Step, before: Step | undefined): string {
  const command = [
    'smelt build',
    ...(step.select === null ? [] : [`--select ${step.select}`]),
    ...(step.fullRefresh ? ['--full-refresh'] : []),
  ].join(' ');
  const old = before ? filesOf(before.state) : {};
  const now = filesOf(step.state);
  const changed = Object.entries(now).filter(([path, content]) => old[path] !== content);
  const gone = Object.keys(old).filter((path) => !(path in now));
  return [
    `== ${step.edit}`,
    ...changed.map(([path, content]) => `--- ${path}\n${String(content).trimEnd()}`),
    ...gone.map((path) => `--- ${path} is removed`),
    `$ ${command}`,
  ].join('\n');
}
