// Printed text that knows where it comes from. Text printed inside a macro, a call block or a set block becomes a
// Captured: wherever it is printed again as it is, its inner places come along, without being copied.

import type { CallFrame, Origin, SourceMap } from '../../diagnostics/source-map.ts';
import type { SourceText } from '../../diagnostics/source-text.ts';
import { type Code, stride, TEXT } from '../code/instructions.ts';

/** One call on the way to a piece of code; the chain leads outwards. */
export interface CallLink {
  readonly name: string;
  readonly code: Code;
  readonly instruction: number;
  readonly outer: CallLink | undefined;
}

/** Whose text it is: the instructions of a frame, reached by a chain of calls. One object for each frame. */
export interface Site {
  readonly code: Code;
  readonly calls: CallLink | undefined;
}

/** Text under construction: pieces in order, each with the instruction that printed it. */
export class Output {
  text = '';
  /** How much of `ends`, `owners` and `instructions` belongs together: parallel arrays, one entry for each piece. */
  readonly ends: number[] = [];
  readonly owners: (Site | Captured)[] = [];
  readonly instructions: number[] = [];

  add(text: string, owner: Site | Captured, instruction: number): void {
    if (text === '') return;
    this.text += text;
    this.ends.push(this.text.length);
    this.owners.push(owner);
    this.instructions.push(instruction);
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

export function callFrame(link: CallLink): CallFrame {
  const { instructions, pool } = link.code;
  const start = instructions[link.instruction + 3] ?? 0;
  const end = instructions[link.instruction + 4] ?? start;
  return { name: link.name, span: { source: pool.source, start, end } };
}

/** Innermost first. */
export function callFrames(innermost: CallLink | undefined): CallFrame[] {
  const frames: CallFrame[] = [];
  for (let link = innermost; link; link = link.outer) frames.push(callFrame(link));
  return frames;
}

export class OutputMap implements SourceMap {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  originAt(offset: number): Origin | undefined {
    let output = this.#output;
    let at = offset;
    while (true) {
      const { ends, owners, instructions } = output;
      if (at < 0 || at >= output.text.length) return undefined;
      let low = 0;
      let high = ends.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) <= at) low = middle + 1;
        else high = middle;
      }
      const within = at - (low === 0 ? 0 : (ends[low - 1] ?? 0));
      const owner = owners[low];
      if (!owner) return undefined;
      if (owner instanceof Captured) {
        output = owner.output;
        at = within;
        continue;
      }
      const code = owner.code.instructions;
      const instruction = instructions[low] ?? 0;
      return originOf(owner, owner.code.pool.source, code, instruction, within);
    }
  }
}

function originOf(
  site: Site,
  source: SourceText,
  code: readonly number[],
  instruction: number,
  within: number,
): Origin {
  const start = code[instruction + 3] ?? 0;
  const end = code[instruction + 4] ?? start;
  const verbatim = code[instruction] === TEXT;
  const point = Math.min(start + within, end);
  const span = verbatim ? { source, start: point, end: point } : { source, start, end };
  return { span, calls: callFrames(site.calls), verbatim };
}

/** The span of the instruction, as a place in the source. */
export function spanAt(code: Code, instruction: number) {
  const at = Math.max(0, Math.min(instruction, code.instructions.length - stride));
  const start = code.instructions[at + 3] ?? 0;
  return { source: code.pool.source, start, end: code.instructions[at + 4] ?? start };
}
