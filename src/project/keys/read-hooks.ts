// `pre_hook:` and `post_hook:`: statements as templates, each with the place that states it. A hook of a run is the same.

import type { JsonValue } from '../../base/json-value.ts';
import type { Span } from '../../diagnostics/text-file.ts';
import { Fields, type Reader, type Report, readBoolean, readText } from '../read-value.ts';
import { isNull, type YamlValue, yamlOf } from '../yaml-value.ts';
import type { Parts } from './config-key.ts';

/** A statement as a template, before or after a node or a run. */
export interface Hook {
  readonly sql: string;
  /** Whether it runs in a transaction: the node's, or one of its own around a run. */
  readonly transaction: boolean;
  /** The setting that states it. */
  readonly span: Span;
}

export const hookParts: Parts = {
  sql: {
    takes: 'a text',
    absent: 'needed',
    example: `{ sql: "set local work_mem = '256MB'" }`,
    about: 'The statement, or several, as a template.',
  },
  transaction: {
    takes: 'true or false',
    absent: '`true`',
    example: `{ sql: "select pg_notify('builds', 'orders')", transaction: false }`,
    about: "Whether it runs in the node's transaction.",
  },
};

/** In the order in which they are stated: the project file's first. Empty ones are none. */
export const readHooks: Reader<readonly Hook[]> = (value, name, report) => {
  const items = value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => readHook(written(item), name, report) ?? []);
};

function readHook(value: YamlValue, name: string, report: Report): Hook | undefined {
  const { span } = value;
  if (isNull(value)) return undefined;
  if (value.kind !== 'map') {
    const sql = readText(value, name, report);
    return sql === undefined || sql.trim() === '' ? undefined : { sql, transaction: true, span };
  }
  const fields = new Fields(value, report);
  fields.refuseUnknown(Object.keys(hookParts), 'a hook');
  const sql = fields.require('sql', readText, 'a hook');
  return sql === undefined ? undefined : { sql, transaction: fields.read('transaction', readBoolean) ?? true, span };
}

/** A hook may be the JSON that before_begin() and its siblings print. */
function written(value: YamlValue): YamlValue {
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return value;
  if (!value.value.trimStart().startsWith('{"sql"')) return value;
  try {
    return yamlOf(JSON.parse(value.value) as JsonValue, value.span);
  } catch {
    return value;
  }
}

/** As dbt hands them to templates. */
export function shownHooks(hooks: readonly Hook[]): JsonValue {
  return hooks.map(({ sql, transaction }) => ({ sql, transaction, index: null }));
}
