// Names of a result's columns where each may be once: in a JSON object, in a table of a template.

/** As dbt renames them: `id, id` are `id, id_2`. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const seen = new Map<string, number>();
  return names.map((name) => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    if (before === 0) return name;
    let unique = `${name}_${before + 1}`;
    for (let again = 2; taken.has(unique); again += 1) unique = `${name}_${before + 1}_${again}`;
    taken.add(unique);
    return unique;
  });
}
