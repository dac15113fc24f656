// dbt's selectors as values: `+tag:nightly,path:models/base+2 @orders` is a union (spaces) of intersections (commas) of criteria.

import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';

export const methods = [
  'fqn',
  'path',
  'file',
  'tag',
  'resource_type',
  'source',
  'package',
  'version',
  'access',
  'group',
  'exposure',
  'metric',
  'semantic_model',
  'saved_query',
] as const;
export type Method = (typeof methods)[number];

/** Methods of dbt that come later. */
const laterMethods = ['config', 'result', 'selector', 'source_status', 'state', 'test_name', 'test_type', 'unit_test'];

/** Methods that take one of few values. */
const valuesOf: Partial<Record<Method, readonly string[]>> = {
  version: ['latest', 'prerelease', 'old', 'none'],
};

export interface Criterion {
  /** As written, for messages. */
  readonly text: string;
  readonly method: Method;
  readonly value: string;
  /** `@`: the descendants, and all that these need. */
  readonly withNeedsOfDescendants: boolean;
  /** Edges to follow upwards and downwards; 0 for none, Infinity for all. */
  readonly ancestors: number;
  readonly descendants: number;
}

/** All criteria of an intersection must hold; one of none is an empty text's, and means nothing. */
export type Intersection = readonly Criterion[];

const shape = /^(@)?(?:(\d*)(\+))?(?:([a-z_]+)(?:\.[\w.]+)?:)?(.*?)(?:(\+)(\d*))?$/s;

/** The arguments of `--select`, each a union; all unions together: of no arguments none, of an empty one (`--select "$CHANGED"`) one of nothing. */
export function parseSelectors(texts: readonly string[]): Checked<readonly Intersection[]> {
  const problems: Diagnostic[] = [];
  const unions = texts
    .flatMap((text) => text.trim().split(/\s+/))
    .map((text) => (text === '' ? [] : text.split(',').flatMap((part) => parseCriterion(part, text, problems) ?? [])));
  return problems.length > 0 ? failed(problems) : passed(unions);
}

function parseCriterion(part: string, whole: string, problems: Diagnostic[]): Criterion | undefined {
  const found = shape.exec(part);
  const [, at, depthUp, up, method, value = '', down, depthDown] = found ?? [];
  if (!found || value === '' || (at !== undefined && up !== undefined)) {
    problems.push(
      errorAt(
        'SELECT_SYNTAX',
        part === '' ? `the selector "${whole}" has an empty part` : `"${part}" is not a selector`,
        {
          help: 'Write a name or a method with a value, with + before or after it: +orders, tag:nightly, 2+path:models/base',
        },
      ),
    );
    return undefined;
  }
  const known = method === undefined ? methodOf(value) : methods.find((one) => one === method);
  if (known === undefined) {
    problems.push(unknownMethod(method ?? '', part));
    return undefined;
  }
  const values = valuesOf[known];
  if (values && !values.includes(value)) {
    const help = didYouMean(value, values, `${known}: takes one of ${values.join(', ')}`);
    problems.push(errorAt('SELECT_SYNTAX', `"${value}" is nothing to select by "${known}:"`, { help }));
    return undefined;
  }
  return {
    text: part,
    method: known,
    value,
    withNeedsOfDescendants: at !== undefined,
    ancestors: depth(up, depthUp),
    descendants: depth(down, depthDown),
  };
}

function depth(plus: string | undefined, digits: string | undefined): number {
  if (plus === undefined) return 0;
  return digits ? Number(digits) : Number.POSITIVE_INFINITY;
}

/** As in dbt, a value with a slash is a path, one that ends like a file is a file, and all others are names. */
function methodOf(value: string): Method {
  if (/[/\\]/.test(value)) return 'path';
  return /\.(?:sql|py|csv|ya?ml)$/.test(value) ? 'file' : 'fqn';
}

function unknownMethod(method: string, part: string): Diagnostic {
  const exist = `The methods are ${methods.join(', ')}`;
  if (laterMethods.includes(method)) {
    return errorAt('SELECT_METHOD', `the method "${method}" of the selector "${part}" is not there yet`, {
      help: exist,
    });
  }
  const help = didYouMean(method, methods, `${exist}; ${laterMethods.join(', ')} come later`);
  return errorAt('SELECT_METHOD', `there is no method "${method}" for the selector "${part}"`, { help });
}
