// Protects a terminal from what a run leaves behind: whatever ends it, no status stands below the last line, and nothing of the run
// listens to signals any more.

import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { executeCommand } from '../../../src/app/execute-command.ts';
import { createProjectRig, type ProjectRig } from '../../support/project-rig.ts';
import { noOptions, type Ran } from '../../support/run-app.ts';

const files = {
  'models/first.sql': "{{ config(materialized='table') }} select 1 as n\n",
  'models/second.sql': "{{ config(materialized='table') }} select 1 / (n - n) as n from {{ ref('first') }}\n",
};

/** As on a terminal; `interruptAt` is what is written when the interrupt comes. */
async function onTerminal({ root }: ProjectRig, interruptAt?: string) {
  const [interrupt, gone] = [new AbortController(), new AbortController()];
  const written: string[] = [];
  const exitCode = await executeCommand('build', noOptions, {
    workingDirectory: root,
    env: {},
    write(text) {
      written.push(text);
      if (interruptAt !== undefined && text.includes(interruptAt)) interrupt.abort();
    },
    writeError: (text) => void written.push(text),
    interactive: true,
    color: false,
    columns: () => 80,
    interrupted: interrupt.signal,
    readerGone: gone.signal,
  });
  const listening = [interrupt, gone].map(({ signal }) => getEventListeners(signal, 'abort').length);
  return { exitCode, output: written.join(''), listening };
}

/** What exists on the screen at the end: whatever was taken away is gone. */
function shown({ output }: Pick<Ran, 'output'>): readonly string[] {
  return output.split('\n').map((line) => line.split('\r\u001b[2K').at(-1) ?? '');
}

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test('a run that comes to its end, and one that is interrupted', async () => {
    const rig = await createProjectRig(kind, '', files);
    const ran = await onTerminal(rig);
    expect(ran).toMatchObject({ exitCode: 1, listening: [0, 0] });
    expect(ran.output).toContain('  0/2 first 0.');
    expect(shown(ran).filter((line) => /^ {2}\d\/2/.test(line))).toEqual([]);
    expect(shown(ran).at(-1)).toBe('');

    const interrupted = await onTerminal(rig, '  0/2 first');
    expect(interrupted).toMatchObject({ exitCode: 130, listening: [0, 0] });
    expect(shown(interrupted).filter((line) => /^ {2}\d\/2/.test(line))).toEqual([]);
    expect(shown(interrupted).at(-1)).toBe('');
  });

  test('a run that cannot begin', async () => {
    const rig = await createProjectRig(kind, 'engine_tables: [etl_status]', files);
    await rig.rows('create table etl_status (id int)');
    const ran = await onTerminal(rig);
    expect(ran).toMatchObject({ exitCode: 2, listening: [0, 0] });
    expect(ran.output).toMatch(/^error\[/);
    expect(ran.output).not.toContain('\r');
  });
});
