// The instructions that begin or end a function.

import { InternalError } from '../../base/internal-error.ts';
import * as op from '../code/instructions.ts';
import { takeArguments } from './arguments.ts';
import { call, enterBlock, enterLoop, leaveFrame, type Stop } from './calls.ts';
import { Context } from './frame.ts';
import type { State } from './state.ts';
import { enterTemplate, extend, include, template } from './templates.ts';

/** Carries out one of them; the frame is then `state.frame`. Returns why the machine stops, if it does. */
export function transfer(state: State, operation: number, a: number, b: number): Stop | undefined {
  const frame = state.frame;
  const { pool } = frame.code;
  switch (operation) {
    case op.CALL: {
      const { positional, keywords } = takeArguments(state, pool.shapes[a]);
      return call(state, state.popPlain(), positional, keywords, undefined);
    }
    case op.RETURN:
      return leaveFrame(state);
    case op.LOOP: {
      const code = pool.functions[a];
      if (code) enterLoop(state, { code, outer: frame, depth: 0 }, state.pop(), undefined);
      return undefined;
    }
    case op.BLOCK: {
      const name = pool.names[a] ?? '';
      const code = frame.context.blocks.get(name)?.[0];
      if (code && !frame.parent) enterBlock(state, name, code, state.contextWith(b), 'inline', 0, undefined);
      return undefined;
    }
    case op.EXTENDS:
      return extend(state);
    case op.INCLUDE:
      return include(state, a === 1, b);
    case op.IMPORT: {
      const code = template(state, state.popPlain());
      const context = b < 0 ? new Context(frame.context.globals) : state.contextWith(b, true);
      enterTemplate(state, code, context, 'module');
      return undefined;
    }
    default:
      throw new InternalError(`unknown instruction ${operation}`);
  }
}
