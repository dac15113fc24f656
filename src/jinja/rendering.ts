// A rendering or a call under way, as callers drive it: the machine with its outcome turned into values and diagnostics.

import { InternalError } from '../base/internal-error.ts';
import { diagnosticOf, TemplateError } from './errors.ts';
import type { Stop } from './machine/calls.ts';
import type { Machine } from './machine/machine.ts';
import type { Progress, Rendering } from './template.ts';

export class MachineRendering<T> implements Rendering<T> {
  readonly #begin: () => Machine;
  readonly #finish: (stop: Stop & { readonly kind: 'done' }, machine: Machine) => T;
  #machine: Machine | undefined;
  #state: 'new' | 'asked' | 'over' = 'new';

  /** `begin` may throw a TemplateError, for a call with wrong arguments. */
  constructor(begin: () => Machine, finish: (stop: Stop & { readonly kind: 'done' }, machine: Machine) => T) {
    this.#begin = begin;
    this.#finish = finish;
  }

  next(answer?: unknown): Progress<T> {
    const state = this.#state;
    if (state === 'over') throw new InternalError('a rendering that is over was asked to go on');
    return this.#progress(() => {
      if (state === 'asked' && this.#machine) return this.#machine.resume(answer);
      this.#machine = this.#begin();
      return this.#machine.run();
    });
  }

  fail(message: string, help?: string): Progress<T> {
    if (this.#state !== 'asked' || !this.#machine)
      throw new InternalError('a rendering that asked nothing cannot fail');
    const machine = this.#machine;
    return this.#progress(() => {
      throw machine.fail(message, help);
    });
  }

  #progress(run: () => Stop): Progress<T> {
    this.#state = 'over';
    try {
      const stop = run();
      if (stop.kind === 'asked') {
        this.#state = 'asked';
        return { kind: 'asked', request: stop.question.request, span: stop.span, calls: stop.calls };
      }
      const machine = this.#machine;
      if (!machine) throw new InternalError('a rendering ended before it began');
      return { kind: 'done', output: this.#finish(stop, machine) };
    } catch (error) {
      if (error instanceof TemplateError) return { kind: 'failed', diagnostics: [diagnosticOf(error)] };
      throw error;
    }
  }
}
