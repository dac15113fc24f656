// A model is one SELECT that only reads. What else a file may hold is reported at its place in the template.

import { type Checked, failed, passed } from '../base/checked.ts';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { Origin, SourceMap } from '../diagnostics/source-map.ts';
import { type TextFile, wholeOf } from '../diagnostics/text-file.ts';
import { checkSelect, type SelectFinding } from '../sql/check-select.ts';
import type { ParsedStatement } from '../sql/parser.ts';
import { renderedNote, varHelp } from './rendered-mistake.ts';

const helps: Readonly<Record<SelectFinding['kind'], string>> = {
  syntax: 'Correct the SQL at the marked place; `smelt compile` shows what the template renders to',
  empty: 'Write a SELECT, or remove the file',
  several: 'Keep one SELECT per file; what must run beside it goes into pre_hook or post_hook',
  nul: 'Remove the NUL character',
  'long identifier': 'Shorten the name: PostgreSQL would cut it silently',
  'not a select': 'Write the query alone: Smelt makes the CREATE, INSERT or MERGE around it',
  into: 'Remove INTO: the materialization decides where the rows go',
  'modifying cte': 'Keep models to reading; what must change data goes into pre_hook or post_hook',
};

/** The parsed SELECT of a rendered template, or diagnostics in the template. `loadParser` must have finished. */
export function checkModelSql(sql: string, map: SourceMap, file: TextFile): Checked<ParsedStatement, Diagnostic> {
  const checked = checkSelect(sql);
  if (checked.ok) return passed(checked.value);
  return failed(
    checked.problems.map((finding) => {
      const origin = map.originAt(Math.min(finding.offset, Math.max(0, sql.length - 1)));
      const code =
        finding.kind === 'empty' ? 'MODEL_EMPTY' : finding.kind === 'syntax' ? 'SQL_SYNTAX' : 'MODEL_STATEMENT';
      const span = origin ? placed(origin, sql, finding.offset) : wholeOf(file);
      const printed = origin && !origin.verbatim && finding.kind === 'syntax';
      const calls = (origin?.calls ?? []).map((call) => ({
        message: `in the macro '${call.name}', called here`,
        span: call.span,
      }));
      return errorAt(code, finding.message, {
        span,
        notes: printed ? [renderedNote(sql, finding.offset), ...calls] : calls,
        help: (printed ? varHelp(span) : undefined) ?? helps[finding.kind],
      });
    }),
  );
}

/** The word at the place where the text is the template's own, else what made it. */
function placed(origin: Origin, sql: string, offset: number) {
  if (!origin.verbatim) return origin.span;
  const word = /^("[^"]*"|[\p{L}\p{N}_$.]+|.)?/su.exec(sql.slice(offset))?.[0] ?? '';
  return { ...origin.span, end: origin.span.start + word.length };
}
