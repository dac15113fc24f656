// Printed text that knows where it comes from. Text printed inside a macro, a call block or a set block becomes a
// Captured: wherever it is printed again as it is, its inner places come along, without being copied.

import type { CallFrame, Origin, SourceMap } from '../../diagnostics/source-map.ts';
import type { Span } from '../../diagnostics/text-file.ts';
import { type Code, stride, TEXT } from '../code/instructions.ts';

/** Whose text it is: the instructions of a function, reached by a chain of calls. One object for each frame. */
export interface Site {
  readonly code: Code;
  /** Who called, and there by which instruction; undefined for the code that was not called. */
  readonly caller: Site | undefined;
  readonly instruction: number;
  /** What was called, by the name that users know. */
  readonly name: string;
}

/** Numbers of one piece of an Output. */
const pieceLength = 3;

/** Text under construction: pieces in order, each with the instruction that printed it. */
export class Output {
  text = '';
  /** For each piece where it ends, whose it is (a place in #owners), and the instruction that printed it. */
  readonly #pieces: number[] = [];
  /** Each once for the pieces in a row that it has. */
  readonly #owners: (Site | Captured)[];

  /** `site` is who prints first, most likely. */
  constructor(site: Site) {
    this.#owners = [site];
  }

  add(text: string, owner: Site | Captured, instruction: number): void {
    if (text === '') return;
    this.text += text;
    const owners = this.#owners;
    if (owners[owners.length - 1] !== owner) owners.push(owner);
    this.#pieces.push(this.text.length, owners.length - 1, instruction);
  }

  /** The piece at an offset of the text: whose it is, what printed it, and where in it the offset is. */
  pieceAt(offset: number): { owner: Site | Captured; instruction: number; within: number } | undefined {
    if (offset < 0 || offset >= this.text.length) return undefined;
    const pieces = this.#pieces;
    let low = 0;
    let high = pieces.length / pieceLength - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pieces[middle * pieceLength] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const at = low * pieceLength;
    const owner = this.#owners[pieces[at + 1] ?? 0];
    const start = low === 0 ? 0 : (pieces[at - pieceLength] ?? 0);
    return owner && { owner, instruction: pieces[at + 2] ?? 0, within: offset - start };
  }
}

/** A finished text with its origins. Inside the machine it stands for its text; operations see only that. */
export class Captured {
  readonly text: string;
  readonly output: Output;
  constructor(output: Output) {
    this.text = output.text;
    this.output = output;
  }
}

/** The calls that led to a site, innermost first. */
export function callFrames(site: Site): CallFrame[] {
  const frames: CallFrame[] = [];
  for (let { caller, instruction, name } = site; caller; { caller, instruction, name } = caller) {
    frames.push({ name, span: spanAt(caller.code, instruction) });
  }
  return frames;
}

export class OutputMap implements SourceMap {
  readonly #output: Output | undefined;

  /** Undefined where the text came from no piece of a template. */
  constructor(output: Output | undefined) {
    this.#output = output;
  }

  originAt(offset: number): Origin | undefined {
    let piece = this.#output?.pieceAt(offset);
    while (piece?.owner instanceof Captured) piece = piece.owner.output.pieceAt(piece.within);
    return piece && originOf(piece.owner, piece.instruction, piece.within);
  }
}

function originOf(site: Site, instruction: number, within: number): Origin {
  const span = spanAt(site.code, instruction);
  const calls = callFrames(site);
  if (site.code.instructions[instruction] !== TEXT) return { span, calls, verbatim: false };
  const point = Math.min(span.start + within, span.end);
  return { span: { file: span.file, start: point, end: point }, calls, verbatim: true };
}

/** The span of the instruction, as a place in the source. */
export function spanAt(code: Code, instruction: number): Span {
  const at = Math.max(0, Math.min(instruction, code.instructions.length - stride));
  const start = code.instructions[at + 3] ?? 0;
  return { file: code.pool.file, start, end: code.instructions[at + 4] ?? start };
}
