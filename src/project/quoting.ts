// `quoting:` of the project file, of sources and of their tables: dbt can leave names unquoted, Smelt always quotes them.

import { warningAt } from '../diagnostics/diagnostic.ts';
import { type Fields, type Report, readMap } from './read-value.ts';

/** Reported where somebody asks for names without quotes; there is one database only, so that its name is no matter. */
export function checkQuoting(fields: Fields, report: Report): void {
  for (const entry of fields.read('quoting', readMap)?.entries ?? []) {
    if (entry.value.kind !== 'scalar' || entry.value.value !== false || entry.key === 'database') continue;
    report(
      warningAt('SETTING_LATER', `"quoting: ${entry.key}: false" has no effect: Smelt always quotes names`, {
        span: entry.keySpan,
        help: 'Write names in the case that the database has them in',
      }),
    );
  }
}
