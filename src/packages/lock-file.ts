// package-lock.yml: what packages.yml came to, with every byte as dbt writes it, so that both read and keep each other's.

import { spanOf } from '../diagnostics/text-file.ts';
import { isFile, readTextFile } from '../project/list-files.ts';
import { Fields, type Report, readMap, readText } from '../project/read-value.ts';
import { readYaml } from '../project/read-yaml.ts';
import { renderSettings } from '../project/render-setting.ts';
import { dictOf } from '../project/template-value.ts';
import { entryOf, type YamlValue } from '../project/yaml-value.ts';
import { yamlText } from '../template/yaml-text.ts';
import type { PackageSpec, ResolvedPackage } from './package-spec.ts';
import type { PackageSettings } from './read-package-folder.ts';
import { readSpecs } from './read-specs.ts';
import { scrubbed } from './scrub.ts';

export const lockName = 'package-lock.yml';

/** `hash` is that of the list which it was made of (spec-hash.ts). */
export function lockText(packages: readonly ResolvedPackage[], hash: string, secrets: readonly string[]): string {
  const entries = packages.map((one) => {
    const lines = yamlText(dictOf(Object.entries(lockEntry(one, secrets))), true)
      .trimEnd()
      .split('\n');
    return lines.map((line, place) => folded(`${place === 0 ? '  - ' : '    '}${line}\n`)).join('');
  });
  return `packages:\n${entries.join('')}sha1_hash: ${yamlText(hash, false).split('\n')[0]}\n`;
}

function lockEntry({ pin, project, commit }: ResolvedPackage, secrets: readonly string[]): Record<string, string> {
  if (pin.kind === 'hub') return { package: pin.name, version: pin.version, name: project };
  if (pin.kind === 'local') return { local: pin.path, name: project };
  const written = scrubbed(pin.written, secrets);
  if (pin.kind === 'tarball') return { tarball: written, name: project };
  return {
    [pin.hosted ? 'private' : 'git']: written,
    revision: commit ?? pin.revision,
    ...(pin.subdirectory === null ? {} : { subdirectory: pin.subdirectory }),
    ...(pin.hosted?.provider ? { provider: pin.hosted.provider } : {}),
    name: project,
  };
}

/** PyYAML begins a new line at a space behind column 80. */
function folded(line: string): string {
  let column = 0;
  return line.replace(/(?<=\S) (?=\S)|[^ ]| /g, (one) => {
    if (one !== ' ' || column <= 80) {
      column++;
      return one;
    }
    column = 6;
    return '\n      ';
  });
}

export interface Lock {
  readonly hash: string | null;
  readonly specs: readonly PackageSpec[];
}

/** Null where there is none; undefined after a report. */
export async function readLock(
  absolute: string,
  settings: PackageSettings,
  report: Report,
): Promise<Lock | null | undefined> {
  if (!(await isFile(absolute))) return null;
  const file = await readTextFile({ path: lockName, absolute }, report);
  const yaml = file && readYaml(file);
  if (!yaml?.ok) return void yaml?.problems.forEach(report);
  const map = readMap(yaml.value, lockName, report);
  if (!map) return undefined;
  const written: YamlValue = entryOf(map, 'packages')?.value ?? {
    kind: 'list',
    items: [],
    span: spanOf(file ?? map.span.file),
  };
  const context = { ...settings, target: null, secretsAllowed: true };
  const problems: unknown[] = [];
  const specs = readSpecs(
    renderSettings(written, context, () => true, report),
    written,
    { env: settings.env, own: true, by: null },
    (diagnostic) => {
      problems.push(diagnostic);
      report(diagnostic);
    },
  );
  if (problems.length > 0) return undefined;
  return { hash: new Fields(map, report).read('sha1_hash', readText) ?? null, specs };
}
