// Config that the project file gives to folders: the trees under `models:`, `seeds:`, `data_tests:` and so on.
// As in dbt, a key with a plus is config, and so is a key without one whose value is no map; other keys are folders.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { warningAt } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import type { ConfigEntry, FolderConfig } from './project.ts';
import { jsonOf, spanOfEntry, type YamlEntry, type YamlMap } from './yaml-value.ts';

/** A folder's config with the place of the folder's key. */
export interface PlacedFolderConfig extends FolderConfig {
  readonly span: Span;
}

/** Least specific first. The prefix counts from the package's name: `[affiliate, bronze]`. */
export function readFolderConfigs(tree: YamlMap | undefined): readonly PlacedFolderConfig[] {
  const found: PlacedFolderConfig[] = [];
  const visit = (map: YamlMap, prefix: readonly string[], span: Span): void => {
    const entries = map.entries.filter(isConfig).map((entry) => ({ ...configEntryOf(entry), ofFolder: true as const }));
    if (entries.length > 0) found.push({ prefix, entries, span });
    for (const entry of map.entries) {
      if (!isConfig(entry) && entry.value.kind === 'map') visit(entry.value, [...prefix, entry.key], entry.keySpan);
    }
  };
  if (tree) visit(tree, [], tree.span);
  return found.sort((a, b) => a.prefix.length - b.prefix.length);
}

function isConfig(entry: YamlEntry): boolean {
  return entry.key.startsWith('+') || entry.value.kind !== 'map';
}

export function configEntryOf(entry: YamlEntry): ConfigEntry {
  return { key: entry.key.replace(/^\+/, ''), value: jsonOf(entry.value), span: spanOfEntry(entry) };
}

/**
 * The entries for a resource, least specific first. A folder counts for all resources whose fqn begins with its prefix;
 * the last part of the fqn is the resource itself. `used` collects the folders that matched something.
 */
export function entriesFor(
  fqn: readonly string[],
  folders: readonly PlacedFolderConfig[],
  used: Set<PlacedFolderConfig>,
): readonly ConfigEntry[] {
  const matching = folders.filter((folder) => folder.prefix.every((part, index) => fqn[index] === part));
  for (const folder of matching) used.add(folder);
  return matching.length === 1 && matching[0] ? matching[0].entries : matching.flatMap((folder) => folder.entries);
}

/** A warning for each folder that no resource is in, as in dbt. */
export function unusedFolders(
  folders: readonly PlacedFolderConfig[],
  used: ReadonlySet<PlacedFolderConfig>,
  what: string,
): readonly Diagnostic[] {
  return folders
    .filter((folder) => folder.prefix.length > 0 && !used.has(folder))
    .map((folder) =>
      warningAt('CONFIG_UNUSED', `the config for ${what}: ${folder.prefix.join('.')} applies to no resource`, {
        span: folder.span,
        help: `The path is the package's name, then folders below the resource path; a config whose value is a map needs a plus (+${folder.prefix.at(-1)})`,
      }),
    );
}
