// Semantic models, metrics and saved queries of a properties file, for what they refer to: nothing here computes a metric.

import { metricKeys, metricTypes, newerMetricKeys, savedQueryKeys, semanticModelKeys } from './declaration-keys.ts';
import type { DeclarationKind } from './declaration-kind.ts';
import { type DeclarationPlace, needsNothing, readDeclaration } from './declarations.ts';
import type { Declaration, Placed } from './project.ts';
import {
  Fields,
  type Reader,
  type Report,
  readBoolean,
  readListOf,
  readMap,
  readMaps,
  readOneOf,
  readText,
} from './read-value.ts';
import { entryOf, type YamlMap } from './yaml-value.ts';

export interface DeclarationItem {
  readonly map: YamlMap;
  readonly docs: readonly string[];
}

export type PlaceOf = (kind: DeclarationKind) => DeclarationPlace;

/** Undefined where it has no name; what is wrong is reported. */
type ReadDeclaration = (item: DeclarationItem, place: DeclarationPlace, report: Report) => readonly Declaration[];

/** A name, or a map with one: `measure: amount`, `measure: { name: amount }`. */
const readNamed: Reader<Placed<string>> = (value, name, report) => {
  if (value.kind === 'map') return new Fields(value, report).requirePlaced('name', readText, name);
  const text = readText(value, name, report);
  return text === undefined ? undefined : { value: text, span: value.span };
};

export const readMetric: ReadDeclaration = (item, place, report) => {
  const fields = new Fields(item.map, report);
  const declared = readDeclaration('metric', item, place, report);
  fields.read('type', readOneOf(metricTypes));
  const isOlder = fields.entry('type_params') !== undefined;
  const known = isOlder ? metricKeys : { ...metricKeys, ...newerMetricKeys };
  fields.refuseUnknown(Object.keys(known), 'a metric', 'warning');
  if (isOlder) fields.require('label', readText, 'a metric');
  const params = isOlder ? fields.require('type_params', readMap, 'a metric') : item.map;
  return declared ? [{ ...declared, ...needsNothing, ...(params ? inputsOf(params, report) : {}) }] : [];
};

/** Which keys name measures, and which metrics: those of `type_params`, and those of the newer form. */
function inputsOf(map: YamlMap, report: Report): Pick<Declaration, 'metrics' | 'measures'> {
  const params = new Fields(map, report);
  const one = (fields: Fields | undefined, key: string) => fields?.read(key, readNamed) ?? [];
  const within = (key: string) => {
    const inner = params.read(key, readMap);
    return inner && new Fields(inner, report);
  };
  const conversion = within('conversion_type_params');
  return {
    measures: [one(params, 'measure'), one(conversion, 'base_measure'), one(conversion, 'conversion_measure')].flat(),
    metrics: [
      ...['numerator', 'denominator', 'input_metric', 'base_metric', 'conversion_metric'].map((key) =>
        one(params, key),
      ),
      params.read('metrics', readListOf(readNamed)) ?? [],
      params.read('input_metrics', readListOf(readNamed)) ?? [],
      one(within('cumulative_type_params'), 'metric'),
    ].flat(),
  };
}

/** With a metric of each measure that asks for one. */
export const readSemanticModel: ReadDeclaration = (item, place, report) => {
  const fields = new Fields(item.map, report);
  const declared = readDeclaration('semantic_model', item, place, report);
  fields.refuseUnknown(Object.keys(semanticModelKeys), 'a semantic model', 'warning');
  const model = fields.requirePlaced('model', readText, 'a semantic model');
  for (const [key, noun] of [
    ['entities', 'an entity'],
    ['dimensions', 'a dimension'],
  ] as const)
    for (const map of fields.read(key, readMaps) ?? []) new Fields(map, report).require('name', readText, noun);
  const measures = (fields.read('measures', readMaps) ?? []).flatMap((map) => readMeasure(map, report) ?? []);
  if (!declared) return [];
  const ownMeasures = measures.map(({ name }) => name.value);
  const metrics = measures
    .filter(({ makesMetric }) => makesMetric)
    .map(({ name, map }) => metricOf(declared, name, map));
  return [{ ...declared, ...needsNothing, references: model ? [model] : [], ownMeasures }, ...metrics];
};

function readMeasure(map: YamlMap, report: Report) {
  const fields = new Fields(map, report);
  const name = fields.requirePlaced('name', readText, 'a measure');
  fields.require('agg', readText, 'a measure');
  return name && { name, map, makesMetric: fields.read('create_metric', readBoolean) ?? false };
}

function metricOf(
  model: Omit<Declaration, keyof typeof needsNothing>,
  measure: Placed<string>,
  map: YamlMap,
): Declaration {
  return {
    ...model,
    ...needsNothing,
    kind: 'metric',
    name: measure.value,
    fqn: [...model.fqn.slice(0, -1), measure.value],
    span: measure.span,
    tags: [],
    meta: {},
    written: { name: measure.value, type: 'simple', type_params: { measure: measure.value } },
    measures: [{ value: measure.value, span: entryOf(map, 'name')?.value.span ?? measure.span }],
  };
}

export const readSavedQuery: ReadDeclaration = (item, place, report) => {
  const fields = new Fields(item.map, report);
  const declared = readDeclaration('saved_query', item, place, report);
  fields.refuseUnknown(Object.keys(savedQueryKeys), 'a saved query', 'warning');
  const params = fields.require('query_params', readMap, 'a saved query');
  const metrics = (params && new Fields(params, report).read('metrics', readListOf(readNamed))) ?? [];
  for (const map of fields.read('exports', readMaps) ?? [])
    new Fields(map, report).require('name', readText, 'an export');
  return declared ? [{ ...declared, ...needsNothing, metrics }] : [];
};

export const semanticSections: ReadonlyMap<string, { readonly kind: DeclarationKind; readonly read: ReadDeclaration }> =
  new Map([
    ['metrics', { kind: 'metric', read: readMetric }],
    ['semantic_models', { kind: 'semantic_model', read: readSemanticModel }],
    ['saved_queries', { kind: 'saved_query', read: readSavedQuery }],
  ]);
