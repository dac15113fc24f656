// What one node says of another: `ref(…)` and `source(…)` as values with their places, and as texts. Which node is meant is
// reference-index.ts's.

import type { Span } from '../diagnostics/text-file.ts';

/** A reference as a template or a properties file states it, with its place. */
export type Reference =
  | {
      readonly kind: 'ref';
      readonly packageName: string | null;
      readonly name: string;
      readonly version: string | null;
      readonly span: Span;
    }
  | { readonly kind: 'source'; readonly sourceName: string; readonly name: string; readonly span: Span };

/** References written in properties files: `ref('client_account')`, `source('a', 'b')`; null where the text is neither. */
export function parseReference(text: string, span: Span): Reference | null {
  const match = /^\s*(ref|source)\s*\(\s*(['"])([^'"]+)\2\s*(?:,\s*(['"])([^'"]+)\4\s*)?\)\s*$/.exec(text);
  if (!match) return null;
  const [, kind, , first = '', , second] = match;
  if (kind === 'source') return second === undefined ? null : { kind, sourceName: first, name: second, span };
  return { kind: 'ref', packageName: second === undefined ? null : first, name: second ?? first, version: null, span };
}

/** Equal for references that mean the same, wherever they are. */
export function referenceKey(reference: Reference): string {
  return reference.kind === 'ref'
    ? JSON.stringify(['ref', reference.packageName, reference.name, reference.version])
    : JSON.stringify(['source', reference.sourceName, reference.name]);
}

/** As written: `ref('a')`, `source('a', 'b')`. */
export function referenceText(reference: Reference): string {
  if (reference.kind === 'source') return `source('${reference.sourceName}', '${reference.name}')`;
  const name = reference.packageName === null ? '' : `'${reference.packageName}', `;
  return `ref(${name}'${reference.name}')`;
}
