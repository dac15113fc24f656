// The type of what the log tells, read from the sources, beside schema/events.json: where one knows a name, a kind or an absence
// that the other does not.

import ts from 'typescript';
import type { EventSchema } from '../../../scripts/docs/events-page.ts';
import { eventsSchema, resolved } from '../../support/event-schema.ts';

/** Kept from the log on purpose: rows hold personal data. */
const untold: ReadonlySet<string> = new Set(['examples']);
/** Told under another name. */
const renamed: ReadonlyMap<string, string> = new Map([['span', 'place']]);
/** Written without a name in the types: the version, and in the scores what stands beside them. */
const added: ReadonlySet<string> = new Set(['version', 'tableName']);

/** Each difference as a line; none where both say the same. */
export function differences(): readonly string[] {
  const file = new URL('../../../src/report/log-event.ts', import.meta.url).pathname;
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const statement = source?.statements.find(
    (node): node is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(node) && node.name.text === 'LogEvent',
  );
  if (!statement) throw new Error(`there is no type LogEvent in ${file}`);
  return compare(checker.getTypeAtLocation(statement.name), { oneOf: eventsSchema.oneOf }, 'event', checker);
}

function compare(type: ts.Type, given: EventSchema, at: string, checker: ts.TypeChecker): readonly string[] {
  const members = membersOf(type);
  const isNull = (member: ts.Type) => (member.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0;
  const values = members.filter((member) => !isNull(member));
  const { schema, nullable } = withoutNull(given);
  const differing: string[] = [];
  if (nullable !== values.length < members.length) differing.push(`${at}: null is known to one of both`);
  return [...differing, ...compareValues(values, schema, at, checker)];
}

function compareValues(
  values: readonly ts.Type[],
  schema: EventSchema,
  at: string,
  checker: ts.TypeChecker,
): readonly string[] {
  const [first] = values;
  if (!first) return [`${at}: no value`];
  if (isText(first, checker)) return compareTexts(values, schema, at);
  if (isInstance(first, 'Date')) return schema.format === 'date-time' ? [] : [`${at}: a moment`];
  if (isInstance(first, 'Span')) return schema.type === 'string' ? [] : [`${at}: a place`];
  if (first.flags & ts.TypeFlags.NumberLike) return schema.type === 'integer' ? [] : [`${at}: a number`];
  if (first.flags & ts.TypeFlags.BigIntLike) return schema.anyOf?.length === 2 ? [] : [`${at}: a whole number`];
  if (first.flags & ts.TypeFlags.BooleanLike) return schema.type === 'boolean' ? [] : [`${at}: true or false`];
  if (checker.isArrayType(first)) {
    const [item] = checker.getTypeArguments(first as ts.TypeReference);
    return item && schema.items ? compare(item, schema.items, `${at}[]`, checker) : [`${at}: a list`];
  }
  return compareObjects(values, schema.oneOf?.map(resolved) ?? [schema], at, checker);
}

/** Literals are an `enum` or a `const`; of very many the pattern is enough. */
function compareTexts(values: readonly ts.Type[], schema: EventSchema, at: string): readonly string[] {
  const literals = values.flatMap((value) => (value.isStringLiteral() ? [value.value] : [])).sort();
  const known = (schema.enum ?? (schema.const === undefined ? [] : [String(schema.const)])).toSorted();
  if (literals.length > 0 && schema.pattern !== undefined) {
    const pattern = new RegExp(schema.pattern);
    return literals.filter((literal) => !pattern.test(literal)).map((literal) => `${at}: ${literal}`);
  }
  if (literals.length === 0) return schema.type === 'string' ? [] : [`${at}: a text`];
  return literals.join() === known.join() ? [] : [`${at}: ${literals} in the type, ${known} in the schema`];
}

/** Those of a union are told apart by `kind` or `status`. */
function compareObjects(
  types: readonly ts.Type[],
  schemas: readonly EventSchema[],
  at: string,
  checker: ts.TypeChecker,
): readonly string[] {
  const mark = ['kind', 'status'].find((name) => schemas.every(({ properties }) => properties?.[name])) ?? '';
  const namesOf = (schema: EventSchema) => literalsOf(schema.properties?.[mark]);
  const typeNames = (type: ts.Type) => {
    const property = checker.getPropertyOfType(type, mark);
    return property ? membersOf(checker.getTypeOfSymbol(property)).map(literalOf).toSorted().join() : '';
  };
  const bySchema = new Map(schemas.map((schema) => [namesOf(schema), schema]));
  const byType = new Map(types.map((type) => [typeNames(type), type]));
  const lone = [...bySchema.keys()].filter((name) => !byType.has(name));
  return [
    ...lone.map((name) => `${at}: ${name} is in the schema alone`),
    ...[...byType].flatMap(([name, type]) => {
      const schema = bySchema.get(name);
      const place = name === '' ? at : `${at} ${name}`;
      return schema ? compareProperties(type, schema, place, checker) : [`${place} is not in the schema`];
    }),
  ];
}

function compareProperties(
  type: ts.Type,
  { properties = {}, required = [] }: EventSchema,
  at: string,
  checker: ts.TypeChecker,
): readonly string[] {
  const told = checker.getPropertiesOfType(type).filter(({ name }) => !untold.has(name));
  const names = new Set(told.map(({ name }) => renamed.get(name) ?? name));
  const lone = Object.keys(properties).filter((name) => !names.has(name) && !added.has(name));
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  return [
    ...lone.map((name) => `${at}.${name} is in the schema alone`),
    ...optional.map((name) => `${at}.${name} is not required`),
    ...told.flatMap((property) => {
      const name = renamed.get(property.name) ?? property.name;
      const schema = properties[name];
      const place = `${at}.${name}`;
      if (!schema) return [`${place} is not in the schema`];
      const { schema: known } = withoutNull(schema);
      // A property that may be absent is reported as null.
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      return isOptional
        ? compareValues(membersOf(checker.getNonNullableType(checker.getTypeOfSymbol(property))), known, place, checker)
        : compare(checker.getTypeOfSymbol(property), schema, place, checker);
    }),
  ];
}

function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

function literalOf(type: ts.Type): string {
  return type.isStringLiteral() ? type.value : '';
}

function literalsOf(schema: EventSchema | undefined): string {
  return (schema?.enum ?? (schema?.const === undefined ? [] : [String(schema.const)])).toSorted().join();
}

function isText(type: ts.Type, checker: ts.TypeChecker): boolean {
  return checker.isTypeAssignableTo(type, checker.getStringType());
}

function isInstance(type: ts.Type, name: string): boolean {
  return type.symbol?.name === name;
}

/** The schema of what is there, resolved, and whether null may be in its place. */
function withoutNull(given: EventSchema): { readonly schema: EventSchema; readonly nullable: boolean } {
  const schema = resolved(given);
  if (Array.isArray(schema.type)) {
    const [type = ''] = schema.type.filter((name) => name !== 'null');
    return { schema: { ...schema, type }, nullable: schema.type.includes('null') };
  }
  const isNull = ({ type }: EventSchema) => type === 'null';
  const other = schema.anyOf?.find((part) => !isNull(part));
  if (schema.anyOf?.some(isNull) && other) return { schema: resolved(other), nullable: true };
  return { schema, nullable: false };
}
