// `deprecation_date:` of a model, or of one of its versions.

import { errorAt } from '../diagnostics/diagnostic.ts';
import type { Placed } from './project.ts';
import { type Fields, type Reader, readText } from './read-value.ts';

/** As Python's isoformat writes it: `2026-01-31T00:00:00+00:00`. A day, or a time without a zone, is taken as UTC. */
const readMoment: Reader<string> = (value, name, report) => {
  const text = readText(value, name, report);
  if (text === undefined) return undefined;
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[-+]\d{2}:?\d{2})?)?$/.exec(
    text.trim(),
  );
  const [, day, time = '00:00:00', zone = 'Z'] = match ?? [];
  const moment = new Date(day === undefined ? Number.NaN : `${day}T${time}${zone}`);
  if (!Number.isNaN(moment.getTime())) return moment.toISOString().replace(/\.\d{3}Z$/, '+00:00');
  report(
    errorAt('SETTING_VALUE', `"${text}" is no date`, {
      span: value.span,
      help: 'Write a day, or a day and a time: 2026-01-31, 2026-01-31T12:00:00+00:00',
    }),
  );
  return undefined;
};

export function readDeprecationDate(fields: Fields): Placed<string> | undefined {
  return fields.readPlaced('deprecation_date', readMoment);
}
