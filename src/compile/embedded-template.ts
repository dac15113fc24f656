// A template that is inside another file as a text of it: a hook in a setting, the relation of a declared snapshot. Its places
// are carried to that file.

import { failed, passed } from '../base/checked.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { diagnosticWithin, placesWithin } from '../diagnostics/embedded-text.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import { type ParsedSubject, type ParsedTemplate, type ParseEnvironment, parseTemplate } from './parse-template.ts';

/** The template with the value that states it. */
export interface EmbeddedText {
  readonly sql: string;
  readonly span: Span;
}

/** Its mistakes are placed at the value. */
export function compileEmbedded({ sql, span }: EmbeddedText): Checked<Template> {
  const source = { path: span.file.path, text: sql };
  const template = compileTemplate(source);
  return template.ok ? template : failed(template.problems.map((problem) => diagnosticWithin(problem, source, span)));
}

/** What it says of itself when the project is parsed. */
export function parseEmbedded(
  embedded: EmbeddedText,
  subject: ParsedSubject,
  environment: ParseEnvironment,
): Checked<ParsedTemplate> {
  const template = compileEmbedded(embedded);
  if (!template.ok) return template;
  const { file } = template.value;
  const parsed = parseTemplate(template.value, subject, environment);
  if (!parsed.ok) return failed(parsed.problems.map((problem) => diagnosticWithin(problem, file, embedded.span)));
  const place = placesWithin(file, embedded.span);
  return passed(
    {
      ...parsed.value,
      references: parsed.value.references.map((reference) => ({ ...reference, span: place(reference.span) })),
      config: parsed.value.config.map((entry) => ({ ...entry, span: place(entry.span) })),
    },
    parsed.warnings.map((warning) => diagnosticWithin(warning, file, embedded.span)),
  );
}
