// The `files:` block of a source table: where its pages are, how they are read, and when a failed page is tried again.
// What a location's captures mean is for those who list the files.

import { errorAt } from '../diagnostics/diagnostic.ts';
import { fileKeys } from './file-keys.ts';
import type { FileSettings } from './project.ts';
import { Fields, type Report } from './read-value.ts';
import { namesOfKeys, readKeys } from './setting-key.ts';
import type { YamlMap } from './yaml-value.ts';

const block = 'a files: block';

export function readFileSettings(map: YamlMap, report: Report): FileSettings | undefined {
  const fields = new Fields(map, report);
  fields.refuseUnknown(namesOfKeys(fileKeys), block);
  const values = readKeys(fileKeys, { fields, of: block }, report);
  const { location, format, gzip = 'by name' } = values;
  for (const key of ['records', 'ok']) {
    const entry = fields.entry(key);
    if (!entry || format === 'json' || format === undefined) continue;
    report(
      errorAt('CONFIG_CONFLICT', `"${key}" speaks of what is around the records, and ${format} has nothing there`, {
        span: entry.keySpan,
        help: `Remove "${key}", or give "format: json"`,
      }),
    );
  }
  return location === undefined || format === undefined ? undefined : { ...values, location, format, gzip };
}
