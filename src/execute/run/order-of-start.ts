// Which task starts first of those that are ready, as in dbt (`GraphQueue`): the one with the fewest others before it on its
// longest way, then by id. So what has waited for nothing is out of the way before anything deeper, tests of it included.

interface Waiting {
  readonly id: string;
  readonly needs: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** `nameOf`: what decides between two that are equally deep. */
export function inOrderOfStart<T extends Waiting>(tasks: readonly T[], nameOf: (task: T) => string): readonly T[] {
  const levels = levelsOf(tasks);
  const placed = tasks.map((task) => ({ task, level: levels.get(task) ?? 0, name: nameOf(task) }));
  placed.sort((a, b) => a.level - b.level || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return placed.map(({ task }) => task);
}

/** Without recursion: a chain may be thousands of nodes long. */
function levelsOf<T extends Waiting>(tasks: readonly T[]): ReadonlyMap<T, number> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const next = new Map<T, T[]>();
  const missing = new Map<T, number>();
  for (const task of tasks) {
    const before = [...new Set([...task.needs, ...task.after])].flatMap((id) => byId.get(id) ?? []);
    missing.set(task, before.length);
    for (const one of before) {
      const known = next.get(one);
      if (known) known.push(task);
      else next.set(one, [task]);
    }
  }
  const levels = new Map<T, number>();
  let ready = tasks.filter((task) => missing.get(task) === 0);
  for (let level = 0; ready.length > 0; level += 1) {
    const following: T[] = [];
    for (const task of ready) {
      levels.set(task, level);
      for (const one of next.get(task) ?? []) {
        const left = (missing.get(one) ?? 0) - 1;
        missing.set(one, left);
        if (left === 0) following.push(one);
      }
    }
    ready = following;
  }
  return levels;
}
