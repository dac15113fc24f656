// The machine: one rendering, or one call of a macro, from its beginning over its questions to its end.

import { InternalError } from '../../base/internal-error.ts';
import type { Code } from '../code/instructions.ts';
import { TemplateError } from '../errors.ts';
import { metered } from '../python/operators.ts';
import { type Stop, settle } from './calls.ts';
import { type Context, type Frame, outermostFrame, type Slot } from './frame.ts';
import { interpret } from './interpreter.ts';
import { callFrames, spanAt } from './output.ts';
import { type MachineOptions, type Printed, State } from './state.ts';

export class Machine {
  readonly #state: State;

  /** Runs `code`, which is a template's or (with `slots`) that of a bound macro. */
  constructor(options: MachineOptions, code: Code, context: Context, outer?: Frame, slots?: Slot[]) {
    this.#state = new State(options, outermostFrame(code, context, outer, slots));
  }

  get printed(): Printed {
    return this.#state.printed;
  }

  /** Runs until the end or a question. Throws a TemplateError that has its place. */
  run(): Stop {
    return this.#guarded(() => interpret(this.#state));
  }

  /** Goes on after a question. */
  resume(answer: unknown): Stop {
    const state = this.#state;
    const { pending } = state;
    if (!pending) throw new InternalError('a rendering was resumed that asked nothing');
    state.pending = undefined;
    return this.#guarded(() => settle(state, pending.question.receive(answer), pending.receiver) ?? interpret(state));
  }

  /** The error as it would be at the pending question. */
  fail(message: string, help: string | undefined): TemplateError {
    return this.#placed(new TemplateError('raised', message, help === undefined ? {} : { help }));
  }

  #guarded(work: () => Stop): Stop {
    try {
      return metered(this.#state.options.budget, work);
    } catch (error) {
      const mistake = asTemplateError(error);
      throw mistake ? this.#placed(mistake) : error;
    }
  }

  #placed(error: TemplateError): TemplateError {
    const { frame, at } = this.#state;
    error.span ??= spanAt(frame.code, at);
    if (error.calls.length === 0) error.calls = callFrames(frame.site);
    return error;
  }
}

/** What JavaScript itself refuses (its stack, its longest string) is a limit like ours. */
function asTemplateError(thrown: unknown): TemplateError | undefined {
  if (thrown instanceof TemplateError) return thrown;
  if (!(thrown instanceof RangeError)) return undefined;
  if (/call stack/.test(thrown.message)) return new TemplateError('limit', 'values are nested too deeply');
  if (/string length|array length|BigInt/i.test(thrown.message))
    return new TemplateError('limit', 'a value is too large');
  return undefined;
}
