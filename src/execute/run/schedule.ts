// The ready queue: runs tasks as soon as what they wait for has ended, a bounded number at once, in the order given
// among those that are ready. It knows nothing of databases; a task says only whether what needs it may go on.

import { InternalError } from '../../base/internal-error.ts';

export interface Task<Id extends string> {
  readonly id: Id;
  /** Must have ended well; otherwise this task is skipped. */
  readonly needs: ReadonlySet<Id>;
  /** Must have ended, however. */
  readonly after: ReadonlySet<Id>;
  /** Answers whether tasks that need this one may run. */
  run(): Promise<boolean>;
  /**
   * Called instead of `run`: a needed task ended badly, or was itself skipped for such a one (`because`); or the run has
   * `stopped` at `because`, the first that ended badly.
   */
  skip(because: Id, stopped: boolean): void;
}

export interface ScheduleOptions {
  /** How many tasks run at once, at least 1. */
  readonly concurrency: number;
  /** Asked once a task has ended badly: whether no other may start. Once true, always true. */
  readonly stops: () => boolean;
  /** Once true, no further task is started; `abandon` is called for each that is left. */
  readonly cancelled: () => boolean;
}

/** Ends when every task has run, was skipped or was abandoned. Ids in `needs` and `after` that are no task count as ended well. */
export async function runTasks<Id extends string>(
  tasks: readonly Task<Id>[],
  options: ScheduleOptions,
  abandon: (task: Task<Id>) => void,
): Promise<void> {
  const waiting = new Map(tasks.map((task) => [task.id, task]));
  const running = new Map<Id, Promise<void>>();
  /** For tasks that ended badly, and those skipped because they need one: the first cause. */
  const causes = new Map<Id, Id>();
  let firstFailure: Id | undefined;

  const pending = (id: Id) => waiting.has(id) || running.has(id);
  const isReady = (task: Task<Id>) => ![...task.needs, ...task.after].some(pending);
  const causeOf = (task: Task<Id>) => {
    for (const id of task.needs) {
      const cause = causes.get(id);
      if (cause !== undefined) return cause;
    }
    return undefined;
  };
  /** Whether the task was skipped. */
  const skips = (task: Task<Id>): boolean => {
    const cause = causeOf(task);
    if (cause !== undefined) {
      causes.set(task.id, cause);
      task.skip(cause, false);
    } else if (firstFailure !== undefined && options.stops()) task.skip(firstFailure, true);
    else return false;
    return true;
  };
  const start = (task: Task<Id>) => {
    const work = task.run().then((endedWell) => {
      running.delete(task.id);
      if (endedWell) return;
      causes.set(task.id, task.id);
      firstFailure ??= task.id;
    });
    running.set(task.id, work);
  };

  while (waiting.size > 0 || running.size > 0) {
    let progressed = false;
    for (const task of [...waiting.values()]) {
      if (options.cancelled()) {
        waiting.delete(task.id);
        abandon(task);
        progressed = true;
      } else if (isReady(task)) {
        if (!skips(task)) {
          if (running.size >= options.concurrency) continue;
          start(task);
        }
        waiting.delete(task.id);
        progressed = true;
      }
    }
    if (running.size > 0) await Promise.race(running.values());
    else if (!progressed && waiting.size > 0) throw new InternalError('the tasks that are left wait for each other');
  }
}
