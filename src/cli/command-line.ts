// The commands with their options, help and examples. Each handler makes one call of app/ and keeps the exit code.

import yargs, { type Argv } from 'yargs';
import { exitCode } from '../app/exit-code.ts';
import { smeltVersion } from '../base/version.ts';
import { describeBug } from './bug.ts';
import {
  common,
  commonOptions,
  type Given,
  inlineQuery,
  oneOf,
  rowLimit,
  running,
  runOptions,
  selection,
  selectionOptions,
  shownSelection,
  text,
  UsageError,
  withExamples,
} from './options.ts';
import { processSurroundings } from './process-surroundings.ts';

export async function runCommandLine(words: readonly string[]): Promise<number> {
  const surroundings = processSurroundings();
  let code: number = exitCode.allWell;
  const run = (work: (given: Given) => Promise<number>) => async (given: Given) => {
    code = await work(given);
  };
  const parser = commands(yargs([...words]), surroundings, run)
    .scriptName('smelt')
    .usage('$0 <command> [options]\n\nSQL models in dbt’s language, built on PostgreSQL: embedded or a server.')
    .version(`smelt ${smeltVersion()}`)
    .alias('version', 'v')
    .help()
    .alias('help', 'h')
    .strict()
    .strictCommands()
    .demandCommand(1, 'Name a command; `smelt --help` lists them')
    .recommendCommands()
    .wrap(Math.min(110, surroundings.columns()))
    .exitProcess(false)
    .fail((message, error) => {
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(missingValue(message) ?? countOfArguments(words, message) ?? message);
    });
  try {
    await parser.parseAsync();
    return code;
  } catch (error) {
    if (error instanceof UsageError) {
      surroundings.writeError(
        `${error.message}\n\nRun \`smelt --help\`, or \`smelt <command> --help\` for one command.\n`,
      );
      return exitCode.usage;
    }
    surroundings.writeError(describeBug(error));
    return exitCode.bug;
  } finally {
    surroundings.release();
  }
}

/** The parser's words for an option at the end, or before another one. */
function missingValue(message: string): string | undefined {
  const option = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  return option === undefined ? undefined : `${option.length === 1 ? '-' : '--'}${option} needs a value`;
}

/** What commands take beside options. */
const takes: Readonly<Record<string, string>> = { show: 'one model, seed or source', 'run-operation': 'one macro' };

/** The parser takes a second model for a command, and tells only how many words are missing. */
function countOfArguments([command = '']: readonly string[], message: string): string | undefined {
  if (!Object.hasOwn(takes, command)) return undefined;
  if (message.startsWith('Not enough non-option arguments')) return `\`${command}\` takes ${takes[command]}`;
  const others = /^Unknown commands?: (.*)$/.exec(message)?.[1];
  return others === undefined ? undefined : `\`${command}\` takes ${takes[command]}; ${others} is too much`;
}

type Run = (work: (given: Given) => Promise<number>) => (given: Given) => Promise<void>;

function commands(parser: Argv, surroundings: ReturnType<typeof processSurroundings>, run: Run): Argv {
  const runCommand = (
    name: 'build' | 'run' | 'test' | 'seed' | 'load',
    summary: string,
    examples: readonly (readonly [string, string])[],
  ) => {
    parser.command(
      name,
      summary,
      (command) => withExamples(runOptions(selectionOptions(commonOptions(command)), name), examples),
      run(async (given) => {
        const { executeCommand } = await import('../app/execute-command.ts');
        return executeCommand(name, { ...common(given), ...selection(given), ...running(given) }, surroundings);
      }),
    );
  };
  runCommand('build', 'Load files and seeds, build models, run tests, in the order of the graph', [
    ['$0 build', 'everything'],
    ['$0 build --select silver_deposits+', 'one model and all that reads it'],
    ['$0 build --target server', 'the same on a server'],
  ]);
  runCommand('run', 'Build models, without seeds and tests', [
    ['$0 run --select tag:gold --full-refresh', 'remakes the gold models'],
  ]);
  runCommand('test', 'Run data tests and measure quality', [
    ['$0 test --select bronze_deposits', 'the tests of one model'],
  ]);
  runCommand('load', 'Take in new files: the models that read them, and nothing else', [
    ['$0 load --retry-failed', 'tries the pages that failed now'],
  ]);
  runCommand('seed', 'Load CSV seeds', [['$0 seed --select affiliates', 'one seed']]);
  return parser
    .command(
      'watch',
      'Tell diagnostics at every save, then rebuild what changed and what reads it',
      (command) =>
        withExamples(runOptions(selectionOptions(commonOptions(command)), 'watch'), [
          ['$0 watch --select gold_*', 'keeps to the gold models'],
        ]),
      run(async (given) => {
        const { watchProject } = await import('../watch/watch-project.ts');
        const interrupted = AbortSignal.any([surroundings.interrupted, surroundings.readerGone]);
        return watchProject(
          { ...common(given), ...selection(given), ...running(given) },
          { ...surroundings, interrupted },
        );
      }),
    )
    .command(
      'plan',
      'Show what a run would do, step by step, and change nothing',
      (command) =>
        withExamples(runOptions(selectionOptions(commonOptions(command)), 'plan'), [
          ['$0 plan --select base_*', 'the steps of some models'],
        ]),
      run(async (given) => {
        const { planCommand } = await import('../app/plan-command.ts');
        return planCommand(
          { ...common(given), ...selection(given), ...running(given), statements: given.sql === true },
          surroundings,
        );
      }),
    )
    .command(
      'compile',
      'Render models to the SQL that is sent, into target/compiled, or one query to the terminal',
      (command) =>
        withExamples(
          runOptions(selectionOptions(commonOptions(command)), 'compile').option('inline', {
            type: 'string',
            requiresArg: true,
            describe: 'A query instead of models',
          }),
          [
            ['$0 compile --select silver_deposits', 'one model, shown'],
            ['$0 compile --inline "select * from {{ ref(\'affiliates\') }}"', 'any query'],
          ],
        ),
      run(async (given) => {
        const { compileCommand } = await import('../app/compile-command.ts');
        return compileCommand(
          { ...common(given), ...selection(given), ...running(given), inline: inlineQuery(given) },
          surroundings,
        );
      }),
    )
    .command(
      ['ls', 'list'],
      'List the nodes that a selection means',
      (command) =>
        withExamples(
          selectionOptions(commonOptions(command)).option('output', {
            choices: ['name', 'path', 'selector', 'json'] as const,
            requiresArg: true,
            default: 'name' as const,
            describe: 'What to print of each',
          }),
          [
            ['$0 ls --select +gold_etl_affiliate_dashboard', 'a model and all its ancestors'],
            ['$0 ls --resource-type test', 'all tests'],
          ],
        ),
      run(async (given) => {
        const { listCommand } = await import('../app/list-command.ts');
        return listCommand(
          {
            ...common(given),
            ...selection(given),
            output: oneOf(given, 'output', ['name', 'path', 'selector', 'json'], 'name'),
          },
          surroundings,
        );
      }),
    )
    .command(
      'show [model]',
      'Show rows of a model as it would be, or of any query',
      (command) =>
        withExamples(
          selectionOptions(commonOptions(command))
            .positional('model', { type: 'string', describe: 'A model, seed or source.table' })
            .option('inline', { type: 'string', requiresArg: true, describe: 'A query instead of a model' })
            .option('limit', { type: 'number', requiresArg: true, default: 5, describe: 'Rows at most; -1 for all' })
            .option('output', {
              choices: ['table', 'json', 'csv'] as const,
              requiresArg: true,
              default: 'table' as const,
              describe: 'The form of the rows',
            }),
          [
            ['$0 show gold_affiliate_daily_metrics --limit 10', 'ten rows'],
            ['$0 show --inline "select count(*) from {{ ref(\'deposits\') }}" --output csv', 'any query'],
          ],
        ),
      run(async (given) => {
        const { showCommand } = await import('../app/show-command.ts');
        return showCommand(
          {
            ...common(given),
            ...shownSelection(given),
            inline: inlineQuery(given),
            limit: rowLimit(given.limit),
            output: oneOf(given, 'output', ['table', 'json', 'csv'], 'table'),
          },
          surroundings,
        );
      }),
    )
    .command(
      'run-operation <macro>',
      'Run one macro of the project on the database, in one transaction',
      (command) =>
        withExamples(
          commonOptions(command)
            .positional('macro', { type: 'string', describe: 'A macro, or package.macro' })
            .option('args', { type: 'string', requiresArg: true, describe: 'Its arguments as YAML: "{role: reader}"' }),
          [['$0 run-operation grant_select --args "{role: reader}"', 'a macro with an argument']],
        ),
      run(async (given) => {
        const { runOperationCommand } = await import('../app/run-operation-command.ts');
        return runOperationCommand(
          { ...common(given), macro: text(given, 'macro') ?? '', args: text(given, 'args') },
          surroundings,
        );
      }),
    )
    .command(
      'parse',
      'Read the project and tell everything that is wrong with it',
      (command) => commonOptions(command),
      run(async (given) => {
        const { parseCommand } = await import('../app/parse-command.ts');
        return parseCommand(common(given), surroundings);
      }),
    )
    .command(
      'debug',
      'Check the project, the target and the connection',
      (command) =>
        withExamples(commonOptions(command), [['$0 debug --target server', 'tries the connection of a target']]),
      run(async (given) => {
        const { debugCommand } = await import('../app/debug-command.ts');
        return debugCommand(common(given), surroundings);
      }),
    )
    .command(
      'clean',
      'Remove what Smelt writes beside the project (target/); no database is touched',
      (command) => commonOptions(command),
      run(async (given) => {
        const { cleanCommand } = await import('../app/clean-command.ts');
        return cleanCommand(common(given), surroundings);
      }),
    );
}
