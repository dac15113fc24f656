// From rendered text back to the templates that made it. A map is a list of segments in the order of the output;
// segments are dense (each begins where the one before ends) and carry the chain of macro calls that led to them.

import type { Span } from './text-file.ts';

/** One macro call on the way to a piece of output: the macro's name and the place of the call. */
export interface CallFrame {
  readonly name: string;
  readonly span: Span;
}

export interface Origin {
  readonly span: Span;
  /** Innermost call first; empty for text of the file itself. */
  readonly calls: readonly CallFrame[];
  /** Whether the output is the template's own text, so that offsets inside it carry over one to one. */
  readonly verbatim: boolean;
}

export interface SourceMap {
  /** The origin of the code unit at `offset` of the output, with `span` narrowed to the point itself where verbatim. */
  originAt(offset: number): Origin | undefined;
}
