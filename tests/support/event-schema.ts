// schema/events.json as a judge of lines. Consumers may meet names that they do not know; what is written here has to be known, so
// every object of the schema is closed first.

import { readFileSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import type { EventSchema, EventsSchema } from '../../scripts/docs/events-page.ts';

export const eventsSchema: EventsSchema = JSON.parse(
  readFileSync(new URL('../../schema/events.json', import.meta.url), 'utf8'),
);

/** What exists under `#/$defs/` where that is referred to, else the schema itself. */
export function resolved(schema: EventSchema): EventSchema {
  if (schema.$ref === undefined) return schema;
  const found = eventsSchema.$defs[schema.$ref.replace('#/$defs/', '')];
  if (!found) throw new Error(`${schema.$ref} leads nowhere`);
  return found;
}

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: false, formats: { 'date-time': isMoment } });
const judges = new Map(
  eventsSchema.oneOf.map((schema) => [
    String(resolved(schema).properties?.kind?.const),
    ajv.compile({ $schema: eventsSchema.$schema, $defs: closed(eventsSchema.$defs), ...schema } as AnySchemaObject),
  ]),
);

/** What is wrong with an event as it was written; undefined where nothing is. By its kind, so that the words are about that. */
export function faultOf(written: unknown): string | undefined {
  const kind = typeof written === 'object' && written !== null && 'kind' in written ? String(written.kind) : '';
  const judge = judges.get(kind);
  if (!judge) return `there is no event of kind '${kind}'`;
  if (judge(written)) return undefined;
  return `${kind}: ${ajv.errorsText(judge.errors)} in ${JSON.stringify(written)}`;
}

/** Of a whole output, each line by itself. */
export function faultsOfLines(output: string): readonly string[] {
  if (!output.endsWith('\n')) return ['the output does not end with a line break'];
  return output
    .slice(0, -1)
    .split('\n')
    .flatMap((line) => faultOf(JSON.parse(line)) ?? []);
}

const published = new Ajv2020({ allowUnionTypes: true, formats: { 'date-time': isMoment } }).compile(
  eventsSchema as AnySchemaObject,
);

/** Whether consumers who validate with the schema as it is published take it. */
export function isPublished(written: unknown): boolean {
  return published(written) === true;
}

function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, name === 'examples' ? part : closed(part)]);
  const copy = Object.fromEntries(entries);
  return typeof copy.properties === 'object' && copy.type === 'object'
    ? { ...copy, additionalProperties: false }
    : copy;
}
