// packages.yml and the `packages:` of dependencies.yml: which folders hold packages that are used from where they are,
// and whether what must be installed is there. Nothing is downloaded.

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { errorAt } from '../diagnostics/diagnostic.ts';
import type { Env } from './env.ts';
import { isFile, readTextFile } from './list-files.ts';
import { Fields, type Report, readMap, readMaps, readText } from './read-value.ts';
import { readYaml } from './read-yaml.ts';
import { renderSettings } from './render-setting.ts';
import type { YamlDataObject } from './yaml-value.ts';

/** Absolute folders of the `local:` packages. Reports a package that is asked for while the install path does not exist. */
export async function readPackageList(
  root: string,
  installed: string,
  options: { readonly env: Env; readonly vars: YamlDataObject },
  report: Report,
): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const name of ['packages.yml', 'dependencies.yml']) {
    const absolute = path.join(root, name);
    if (!(await isFile(absolute))) continue;
    const file = await readTextFile({ path: name, absolute }, report);
    const yaml = file && readYaml(file);
    if (!yaml) continue;
    if (!yaml.ok) {
      yaml.problems.forEach(report);
      continue;
    }
    const context = { ...options, target: null, secretsAllowed: true };
    const map = readMap(
      renderSettings(yaml.value, context, () => true, report),
      name,
      report,
    );
    for (const item of (map && new Fields(map, report).read('packages', readMaps)) ?? []) {
      const local = new Fields(item, report).readPlaced('local', readText);
      const folder = local && path.resolve(root, local.value);
      const there = (await stat(folder ?? installed).catch(() => null))?.isDirectory() ?? false;
      if (there && folder) folders.push(folder);
      if (there) continue;
      report(
        errorAt('PACKAGE_MISSING', folder ? `there is no package in ${local.value}` : 'this package is not installed', {
          span: local?.span ?? item.span,
          help: folder
            ? "Correct the path: it counts from the project's folder"
            : `Run smelt deps, which puts it into ${path.basename(installed)}/`,
        }),
      );
    }
  }
  return folders;
}
