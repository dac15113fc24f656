// Where else options stand than on the command line: dbt's environment variables, then the project file's `flags:`.

import path from 'node:path';
import type { ProcessIo } from '../app/process-io.ts';
import { type Env, variableOf } from '../project/env.ts';
import type { FlagValue } from '../project/project-flags.ts';
import { choiceOf, type Elsewhere, type Option, type OptionValue, UsageError } from './option.ts';

/** `flags` by dbt's names, of the right types. */
export function elsewhereIn(env: Env, flags: ReadonlyMap<string, FlagValue>): Elsewhere {
  return (flag, option) => {
    const opposite = option.envOff && variableOf(env, option.envOff);
    if (option.envOff && opposite)
      return { value: readVariable(option.envOff, opposite, option) !== true, place: option.envOff };
    for (const name of variablesOf(option)) {
      const text = variableOf(env, name);
      if (text) return { value: readVariable(name, text, option), place: name };
    }
    const name = flag.replaceAll('-', '_');
    const written = option.inFlags ? flags.get(name) : undefined;
    const value = option.kind === 'choice' && typeof written === 'string' ? choiceOf(option, written) : written;
    return value === undefined ? undefined : { value, place: `flags: ${name}` };
  };
}

/** In the order in which they count: `DBT_ENGINE_DEBUG` before `DBT_DEBUG`. */
export function variablesOf({ env, formerEnv }: Pick<Option, 'env' | 'formerEnv'>): readonly string[] {
  if (env === undefined) return [];
  const former = formerEnv === undefined ? [] : [formerEnv];
  return env.startsWith('DBT_ENGINE_') ? [env] : [env.replace('DBT_', 'DBT_ENGINE_'), env, ...former];
}

const on = ['1', 'true', 't', 'yes', 'y', 'on'];
const off = ['0', 'false', 'f', 'no', 'n', 'off'];

function readVariable(name: string, text: string, option: Option): OptionValue {
  const word = text.trim().toLowerCase();
  switch (option.kind) {
    case 'flag':
    case 'switch':
      if (on.includes(word) || off.includes(word)) return on.includes(word);
      throw new UsageError(`${name} takes true or false, and is '${text}'`);
    case 'number': {
      const number = Number(word);
      if (option.accepts(number)) return number;
      throw new UsageError(`${name} takes ${option.takes}, and is '${text}'`);
    }
    case 'choice':
      if (option.choices.includes(choiceOf(option, word))) return choiceOf(option, word);
      throw new UsageError(`${name} takes one of ${option.choices.join(', ')}, and is '${text}'`);
    case 'list':
      return text.trim().split(/\s+/);
    case 'text':
      return text;
  }
}

/** For the project that is asked for: its `flags:`, and the environment with the `.env` of the folder where the command runs. */
export async function lookElsewhere(
  projectDir: string | undefined,
  { workingDirectory, env: shell }: Pick<ProcessIo, 'workingDirectory' | 'env'>,
): Promise<Elsewhere> {
  // `--help` needs none of it.
  const [{ loadEnv }, { findOptionFlags }] = await Promise.all([
    import('../project/env.ts'),
    import('../project/project-flags.ts'),
  ]);
  const env = await loadEnv(workingDirectory, shell);
  const folder = projectDir ?? (env.DBT_ENGINE_PROJECT_DIR || env.DBT_PROJECT_DIR || '.');
  return elsewhereIn(env, await findOptionFlags(path.resolve(workingDirectory, folder)));
}
