// Host functions that ask and call on the way to their value, written as generators: each `yield` of a question, of a call
// or of a value gives that step's value back.

import { type HostFunction, hostFunction } from './host-function.ts';
import { AtPlace, type CallArguments, type CallResult, Invocation, Question, type Value } from './value.ts';

export type Script = Generator<CallResult, CallResult, Value>;

export function hostScript(name: string, run: (args: CallArguments) => Script): HostFunction {
  return hostFunction(name, (args) => play(run(args)));
}

/** Runs a script up to its first question or call, which carries the rest of it. */
export function play(script: Script): CallResult {
  return proceed(script, script.next());
}

function proceed(script: Script, first: IteratorResult<CallResult, CallResult>): CallResult {
  let step = first;
  while (!step.done) {
    const result = step.value;
    if (result instanceof Question || result instanceof Invocation || result instanceof AtPlace)
      return afterwards(result, (value) => proceed(script, script.next(value)));
    step = script.next(result);
  }
  return step.value;
}

/** `next` applied to what a result comes to in the end. */
function afterwards(result: CallResult, next: (value: Value) => CallResult): CallResult {
  if (result instanceof Question)
    return new Question(result.request, (answer) => afterwards(result.receive(answer), next));
  if (result instanceof Invocation)
    return new Invocation(result.callee, result.args, (value) => afterwards(result.receive(value), next));
  if (result instanceof AtPlace) return new AtPlace((place) => afterwards(result.receive(place), next));
  return next(result);
}

const noKeywords: ReadonlyMap<string, Value> = new Map();

/** A call of any callable value with positional arguments. */
export function callOf(callee: Value, ...positional: readonly Value[]): Invocation {
  return new Invocation(callee, { positional, keywords: noKeywords });
}
