// `smelt watch`: first what was never built is built; then at every save the project is read anew and its mistakes are reported,
// and what changed, and what reads it, is rebuilt. Which files are looked at, and when, is decided here; what is done is app/'s.

import path from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { changedNodes, nodeFingerprints } from '../app/changed-nodes.ts';
import { answered, type CommandContext, type CommandResult, runCommand, stopped } from '../app/command.ts';
import { type ExecuteOptions, executeSelection } from '../app/execute-command.ts';
import { type ExitCode, exitCode } from '../app/exit-code.ts';
import { missingNodes } from '../app/missing-nodes.ts';
import { type OpenProject, projectRoot } from '../app/open-project.ts';
import type { ProcessIo } from '../app/process-io.ts';
import { selectFor } from '../app/select.ts';
import { counted } from '../base/counted.ts';
import type { NodeId } from '../graph/node.ts';
import { nextState, type WatchInput, type WatchState } from './watch-state.ts';

/** Editors save in several steps; this long without another one counts as the end of a save. */
const settleMilliseconds = 60;

/** Runs until interrupted, or until work throws: mistakes, and what databases refuse, are reported and watched on; what is thrown is a bug. */
export async function watchProject(options: ExecuteOptions, io: ProcessIo): Promise<ExitCode> {
  const root = await projectRoot(options, io);
  const session = new WatchSession(options, io);
  const watcher = watch(root, {
    ignoreInitial: true,
    // A folder of pages may hold very many of them.
    ignored: (file, stats) => isIgnored(root, file) || (stats?.isFile() === true && !isProjectFile(file)),
  });
  await ready(watcher);
  watcher.on('all', (_event, file) => {
    if (isProjectFile(file)) session.take('saved');
  });
  try {
    const begun = await session.begin();
    if (!io.interrupted.aborted) {
      if (!begun) io.write('waiting for the project to be mended\n');
      io.write('watching: save a file to check and rebuild, interrupt to end\n');
    }
    await Promise.race([interruption(io.interrupted), session.failure]);
  } finally {
    await watcher.close();
    await session.end();
  }
  return exitCode.interrupted;
}

class WatchSession {
  readonly #options: ExecuteOptions;
  readonly #io: ProcessIo;
  /** Busy with its beginning. */
  #state: WatchState = { kind: 'busy', again: false };
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();
  /** Rejected with what work has thrown; there is no more work then. */
  readonly failure: Promise<never>;
  #fail: (error: unknown) => void = () => undefined;
  #known: ReadonlyMap<NodeId, string> | undefined;
  /** Whether all that is watched, and all that it reads, has been found. */
  #built = false;

  constructor(options: ExecuteOptions, io: ProcessIo) {
    this.#options = options;
    this.#io = io;
    this.failure = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.failure.catch(() => undefined);
  }

  /** Reads the project for the first time and builds what was never built; false where its mistakes are in the way. */
  async begin(): Promise<boolean> {
    const begun = await this.#onProject(async (context) => {
      this.#known = await nodeFingerprints(context.opened);
      return this.#rebuild(context, noNodes);
    });
    this.take('finished');
    return begun;
  }

  take(input: WatchInput): void {
    const { state, effect } = nextState(this.#state, input);
    this.#state = state;
    if (effect === 'wait') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.take('settled'), settleMilliseconds);
    } else if (effect === 'work') {
      this.#working = this.#work().then(() => this.take('finished'), this.#fail);
    }
  }

  /** Waits for the work that is under way. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#working;
  }

  /** Each time the life of a whole command, whatever it ends with; false where it has come to its end before the work. */
  async #onProject(work: (context: WatchContext) => Promise<CommandResult>): Promise<boolean> {
    let worked = false;
    const run = (context: WatchContext) => {
      worked = true;
      return work(context);
    };
    await runCommand({ name: 'watch', run }, this.#options, this.#io);
    return worked;
  }

  async #work(): Promise<void> {
    const started = performance.now();
    await this.#onProject(async (context) => {
      const { opened, io } = context;
      const fingerprints = await nodeFingerprints(opened);
      const changed = this.#known ? changedNodes(this.#known, fingerprints) : new Set(opened.graph.order);
      io.write(
        `checked in ${Math.round(performance.now() - started)} ms: ${changed.size === 0 ? 'nothing to rebuild' : counted(changed.size, 'change')}\n`,
      );
      this.#known = fingerprints;
      return changed.size > 0 ? this.#rebuild(context, changed) : answered();
    });
  }

  /** What changed and what reads it, of what is watched; and before it whatever of that, and of what it reads, was never built. */
  async #rebuild(context: WatchContext, changed: ReadonlySet<NodeId>): Promise<CommandResult> {
    const { opened, options, io, report, withDatabase } = context;
    const wanted = selectFor(opened, options, ['model', 'seed', 'test']);
    if (!wanted.ok) return stopped(wanted.problems);
    report(wanted.warnings);
    if (this.#built && affectedOf(wanted.value, changed, opened).size === 0) return answered();
    return withDatabase(async (database) => {
      const missing = this.#built ? noNodes : await missingNodes(database, opened, wanted.value);
      this.#built = missing.size === 0;
      if (!this.#built) io.write(`${counted(missing.size, 'node is', 'nodes are')} not built yet: building first\n`);
      const affected = affectedOf(wanted.value, new Set([...changed, ...missing]), opened);
      const selected = new Set([...missing, ...affected]);
      return selected.size > 0 ? executeSelection('build', selected, database, context) : answered();
    });
  }
}

type WatchContext = CommandContext<ExecuteOptions>;

/** Of the nodes that are wanted, those that have begun to be otherwise or read one that has. */
function affectedOf(
  wanted: ReadonlySet<NodeId>,
  begun: ReadonlySet<NodeId>,
  { graph }: OpenProject,
): ReadonlySet<NodeId> {
  const descendants = graph.descendantsOf(begun);
  return new Set([...wanted].filter((id) => begun.has(id) || descendants.has(id)));
}

const noNodes: ReadonlySet<NodeId> = new Set();

/** What is not written by hand: wherever they are, and folders that begin with a dot. `target` is where compiled SQL is put. */
const made = new Set(['node_modules', 'target', 'venv', '__pycache__']);

/** Resources may lie in any folder: which do, the project file says, and a save may change it. */
function isIgnored(root: string, file: string): boolean {
  const parts = path.relative(root, file).split(path.sep);
  return parts.some((part) => made.has(part) || (part.startsWith('.') && part !== '.env'));
}

function isProjectFile(file: string): boolean {
  return /\.(sql|ya?ml|csv|md)$/.test(file) || path.basename(file) === '.env';
}

function ready(watcher: FSWatcher): Promise<void> {
  return new Promise((resolve) => watcher.once('ready', () => resolve()));
}

function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
