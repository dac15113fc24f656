// `exposures:` of a properties file: what uses the project's relations outside of it, and which.

import { exposureKeys, exposureTypes, maturities } from './declaration-keys.ts';
import { type DeclarationPlace, needsNothing, readDeclaration } from './declarations.ts';
import { readOwner } from './groups.ts';
import type { Declaration, Placed } from './project.ts';
import { Fields, type Reader, type Report, readListOf, readOneOf, readText } from './read-value.ts';
import type { YamlMap } from './yaml-value.ts';

const readPlaced: Reader<Placed<string>> = (value, name, report) => {
  const text = readText(value, name, report);
  return text === undefined ? undefined : { value: text, span: value.span };
};

export function readExposure(
  item: { readonly map: YamlMap; readonly docs: readonly string[] },
  place: DeclarationPlace,
  report: Report,
): Declaration | undefined {
  const fields = new Fields(item.map, report);
  const declared = readDeclaration('exposure', item, place, report);
  fields.refuseUnknown(Object.keys(exposureKeys), 'an exposure', 'warning');
  fields.require('type', readOneOf(exposureTypes), 'an exposure');
  fields.require('owner', readOwner, 'an exposure');
  fields.read('maturity', readOneOf(maturities));
  const references = fields.read('depends_on', readListOf(readPlaced)) ?? [];
  return declared && { ...declared, ...needsNothing, references };
}
