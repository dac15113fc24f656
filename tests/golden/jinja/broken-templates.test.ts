// Each broken template has exactly one diagnostic, with its place: the file beside this one shows them all for review.

import { describe, expect, it } from 'vitest';
import { positionOf, type Span } from '../../../src/diagnostics/text-file.ts';
import { compileTemplate } from '../../../src/jinja/index.ts';
import { brokenTemplates } from './broken-templates.ts';

function shown(span: Span | undefined): string {
  if (!span) return 'nowhere';
  const { line, column } = positionOf(span.file, span.start);
  return `${line}:${column} '${span.file.text.slice(span.start, span.end)}'`;
}

function reviewed(text: string): string {
  const result = compileTemplate({ path: 'model.sql', text });
  if (result.ok) return `${text}\n    compiles`;
  const lines = result.problems.map((problem) => {
    const notes = problem.notes.map((note) => `\n    note: ${note.message} at ${shown(note.span)}`).join('');
    return `${problem.code} at ${shown(problem.span)}: ${problem.message}${notes}\n    help: ${problem.help}`;
  });
  return `${text}\n    ${lines.join('\n    ')}`;
}

describe('broken templates', () => {
  it('have one diagnostic each, at its place', () => {
    for (const text of brokenTemplates) {
      const result = compileTemplate({ path: 'model.sql', text });
      expect({ text, problems: result.ok ? 0 : result.problems.length }).toEqual({ text, problems: 1 });
    }
    expect(brokenTemplates.length).toBeGreaterThanOrEqual(100);
  });

  it('are reported as reviewed', async () => {
    await expect(`${brokenTemplates.map(reviewed).join('\n\n')}\n`).toMatchFileSnapshot('broken-templates.txt');
  });
});
