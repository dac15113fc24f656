// What one node says of another: `ref(…)` and `source(…)` as values with their places, and as texts. Which node is meant is
// reference-index.ts's.

import { assertNever } from '../base/assert-never.ts';
import type { Span } from '../diagnostics/text-file.ts';
import type { VersionName } from '../project/model-version.ts';

/** A reference as a template or a properties file states it, with its place. */
export type Reference =
  | {
      readonly kind: 'ref';
      readonly packageName: string | null;
      readonly name: string;
      /** Null: the latest. */
      readonly version: VersionName | null;
      readonly span: Span;
    }
  | { readonly kind: 'source'; readonly sourceName: string; readonly name: string; readonly span: Span }
  | { readonly kind: 'metric'; readonly packageName: string | null; readonly name: string; readonly span: Span }
  /** One that a semantic model has. */
  | { readonly kind: 'measure'; readonly name: string; readonly span: Span };

const call =
  /^\s*(ref|source)\s*\(\s*(['"])([^'"]+)\2\s*(?:,\s*(['"])([^'"]+)\4\s*)?(?:,\s*(?:v|version)\s*=\s*(?:(['"])([^'"]+)\6|(\d+(?:\.\d+)?))\s*)?\)\s*$/;

/** References written in properties files: `ref('client_account')`, `ref('a', v=2)`, `source('a', 'b')`; null where the text is neither. */
export function parseReference(text: string, span: Span): Reference | null {
  const match = call.exec(text);
  if (!match) return null;
  const [, kind, , first = '', , second, , named, numbered] = match;
  const pinned = named ?? (numbered === undefined ? null : Number(numbered));
  if (kind === 'source')
    return second === undefined || pinned !== null ? null : { kind, sourceName: first, name: second, span };
  const packageName = second === undefined ? null : first;
  return { kind: 'ref', packageName, name: second ?? first, version: pinned, span };
}

/** Equal for references that mean the same, wherever they are. */
export function referenceKey(reference: Reference): string {
  switch (reference.kind) {
    case 'ref':
      return JSON.stringify([
        'ref',
        reference.packageName,
        reference.name,
        reference.version === null ? null : String(reference.version),
      ]);
    case 'source':
      return JSON.stringify(['source', reference.sourceName, reference.name]);
    case 'metric':
      return JSON.stringify(['metric', reference.packageName, reference.name]);
    case 'measure':
      return JSON.stringify(['measure', reference.name]);
    default:
      return assertNever(reference);
  }
}

/** As written: `ref('a')`, `ref('a', v=2)`, `source('a', 'b')`. */
export function referenceText(reference: Reference): string {
  if (reference.kind === 'measure') return `the measure ${reference.name}`;
  if (reference.kind === 'source') return `source('${reference.sourceName}', '${reference.name}')`;
  const inPackage = reference.packageName === null ? '' : `'${reference.packageName}', `;
  if (reference.kind === 'metric') return `metric(${inPackage}'${reference.name}')`;
  const pinned = reference.version === null ? '' : `, v=${written(reference.version)}`;
  return `ref(${inPackage}'${reference.name}'${pinned})`;
}

function written(version: VersionName): string {
  return typeof version === 'number' ? String(version) : `'${version}'`;
}
