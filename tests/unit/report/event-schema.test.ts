// Protects what consumers of `--log-format json` may rely on: schema/events.json says exactly what is written.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { EventSchema } from '../../../scripts/docs/events-page.ts';
import { jsonLine } from '../../../src/report/json-line.ts';
import { eventsSchema, faultOf, isPublished, resolved } from '../../support/event-schema.ts';
import { everyEvent } from './every-event.ts';
import { differences } from './typed-schema.ts';

const written = everyEvent.map((event) => JSON.parse(jsonLine(event)));

test('every event is written as the schema says, and no row with it', () => {
  expect(written.flatMap((event) => faultOf(event) ?? [])).toEqual([]);
  expect(written.filter((event) => !isPublished(event))).toEqual([]);
  expect(everyEvent.map(jsonLine).join('')).not.toContain('ada@example.com');
});

test('all that the schema speaks of is met by these events: kinds, outcomes, words and absences', () => {
  const kinds = eventsSchema.oneOf.map((schema) => [schema, String(resolved(schema).properties?.kind?.const)] as const);
  const met = new Set(
    written.flatMap((event) => kinds.flatMap(([schema, kind]) => pointsMet(schema, event, kind) ?? [])),
  );
  const all = kinds.flatMap(([schema, kind]) => pointsOf(schema, kind));
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((point) => !met.has(point))).toEqual([]);
});

test('the type of the events knows no name, kind or absence that the schema does not, nor the other way round', () => {
  expect(differences()).toEqual([]);
}, 60_000);

test('a name that the schema does not know, one that is missing and an unknown kind are faults', () => {
  const said = { kind: 'said', message: 'm', loud: true, version: 1 };
  expect(faultOf(said)).toBeUndefined();
  expect(faultOf({ ...said, more: 1 })).toMatch('must NOT have additional properties');
  expect(faultOf({ kind: 'said', message: 'm', version: 1 })).toMatch("must have required property 'loud'");
  expect(faultOf({ ...said, version: 2 })).toMatch('must be equal to constant');
  expect(faultOf({ ...said, kind: 'sung' })).toBe("there is no event of kind 'sung'");
  expect(isPublished({ ...said, more: 1 })).toBe(true);
});

test('the examples of the schema are events', () => {
  const examples = eventsSchema.oneOf.flatMap((schema) => resolved(schema).examples ?? []);
  expect(examples).toHaveLength(eventsSchema.oneOf.length);
  expect(examples.flatMap((example) => faultOf(example) ?? [])).toEqual([]);
});

test('the package ships the schema, under the name that consumers import', async () => {
  const file = fileURLToPath(import.meta.resolve('smelt/schema/events.json'));
  expect(file).toBe(fileURLToPath(new URL('../../../schema/events.json', import.meta.url)));
  const { files } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(files).toContain('schema');
});

/**
 * What can be met in a schema: each name, each word of an `enum`, null and what is not null, an item of each list. What has a
 * name in the schema is the same wherever it stands.
 */
function pointsOf(given: EventSchema, place: string): readonly string[] {
  const schema = resolved(given);
  const at = given.$ref ?? place;
  return [
    at,
    ...(schema.enum ?? []).map((word) => `${at}=${word}`),
    ...typesOf(schema).map((type) => `${at}:${type}`),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) => pointsOf(part, `${at}.${name}`)),
    ...(schema.items ? pointsOf(schema.items, `${at}[]`) : []),
    ...alternativesOf(schema).flatMap((part, index) => pointsOf(part, `${at}/${index}`)),
  ];
}

/** Those of them that a value meets; undefined where it is not of the schema. */
function pointsMet(given: EventSchema, value: unknown, place: string): readonly string[] | undefined {
  const schema = resolved(given);
  const at = given.$ref ?? place;
  if (!isOfSchema(schema, value)) return undefined;
  const properties = Object.entries(schema.properties ?? {}).map(([name, part]) =>
    pointsMet(part, propertyOf(value, name), `${at}.${name}`),
  );
  const alternatives = alternativesOf(schema).map((part, index) => pointsMet(part, value, `${at}/${index}`));
  if (properties.includes(undefined) || (alternatives.length > 0 && alternatives.every((met) => !met)))
    return undefined;
  const { items } = schema;
  const inner = items && Array.isArray(value) ? value.map((item) => pointsMet(items, item, `${at}[]`)) : [];
  const types = typesOf(schema).filter((type) => isOfType(type, value));
  const own = [at, ...(schema.enum ? [`${at}=${value}`] : []), ...types.map((type) => `${at}:${type}`)];
  return [...own, ...[...properties, ...alternatives, ...inner].flatMap((met) => met ?? [])];
}

function alternativesOf({ oneOf = [], anyOf = [] }: EventSchema): readonly EventSchema[] {
  return [...oneOf, ...anyOf];
}

/** Where there are several. */
function typesOf({ type }: EventSchema): readonly string[] {
  return Array.isArray(type) ? type : [];
}

function isOfSchema(schema: EventSchema, value: unknown): boolean {
  if (schema.const !== undefined) return schema.const === value;
  if (schema.enum) return schema.enum.includes(String(value));
  if (schema.type === undefined) return true;
  return [schema.type].flat().some((type) => isOfType(type, value));
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
