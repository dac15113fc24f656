// The ready queue: runs tasks as soon as what they wait for has ended, a bounded number at once, in the order given
// among those that are ready. It knows nothing of databases; a task tells only whether what needs it may go on.

import { InternalError } from '../base/internal-error.ts';

export interface Task<Id extends string> {
  readonly id: Id;
  /** Must have ended well; otherwise this task is skipped. */
  readonly needs: ReadonlySet<Id>;
  /** Must have ended, however. */
  readonly after: ReadonlySet<Id>;
  /** Answers whether tasks that need this one may run. */
  run(): Promise<boolean>;
  /** Called instead of `run` when a needed task ended badly or was skipped; `because` is the first that ended badly. */
  skip(because: Id): void;
}

export interface ScheduleOptions {
  /** How many tasks run at once, at least 1. */
  readonly concurrency: number;
  /** After the first task that ended badly, start no other: those left are skipped because of it. */
  readonly failFast: boolean;
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
  /** For tasks that ended badly or were skipped: the first cause. */
  const causes = new Map<Id, Id>();
  let firstFailure: Id | undefined;

  const pending = (id: Id) => waiting.has(id) || running.has(id);
  const isReady = (task: Task<Id>) => ![...task.needs, ...task.after].some(pending);
  const causeOf = (task: Task<Id>) => {
    for (const id of task.needs) {
      const cause = causes.get(id);
      if (cause !== undefined) return cause;
    }
    return options.failFast ? firstFailure : undefined;
  };
  const skip = (task: Task<Id>, because: Id) => {
    causes.set(task.id, because);
    task.skip(because);
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
        const cause = causeOf(task);
        if (cause === undefined && running.size >= options.concurrency) continue;
        waiting.delete(task.id);
        if (cause === undefined) start(task);
        else skip(task, cause);
        progressed = true;
      }
    }
    if (running.size > 0) await Promise.race(running.values());
    else if (!progressed && waiting.size > 0) throw new InternalError('the tasks that are left wait for each other');
  }
}
