// What failed in a run, read from its log of JSON lines.

import type { Ran } from '../support/run-app.ts';

export interface Mistake {
  /** Null: of no node. */
  readonly node: string | null;
  readonly code: string;
  readonly text: string;
}

interface Line {
  readonly kind?: string;
  readonly nodeId?: string;
  readonly diagnostic?: Diagnostic;
  readonly outcome?: { readonly status?: string; readonly diagnostics?: readonly Diagnostic[] };
}

interface Diagnostic {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly notes: readonly { readonly message: string }[];
}

export function mistakesIn(ran: Ran): readonly Mistake[] {
  const lines = ran.output.split('\n').filter((line) => line.startsWith('{'));
  const mistakes = lines.flatMap((text) => {
    const line = JSON.parse(text) as Line;
    const node = line.nodeId?.split('.').at(-1) ?? null;
    const told = line.outcome?.diagnostics ?? (line.diagnostic ? [line.diagnostic] : []);
    return told.filter(({ severity }) => severity === 'error').map((diagnostic) => mistakeOf(node, diagnostic));
  });
  if (mistakes.length > 0 || ran.exitCode === 0) return mistakes;
  return [{ node: null, code: `exit code ${ran.exitCode}`, text: `${ran.output}${ran.errors}` }];
}

/** The nodes of the mistakes, each once. */
export function nodesIn(mistakes: readonly Mistake[]): readonly string[] {
  return [...new Set(mistakes.flatMap(({ node }) => (node === null ? [] : [node])))];
}

function mistakeOf(node: string | null, { code, message, notes }: Diagnostic): Mistake {
  const told = notes.map((note) => `; ${note.message}`).join('');
  return { node, code, text: `${node ?? 'the project'}: ${code}: ${message}${told}` };
}
