// `unique_key` as dbt takes it: SQL, so that `ID` is id, `"Id"` is quoted and one text may name several columns; for delete+insert
// also expressions over them.

import { failed, passed } from '../../base/checked.ts';
import { type Checked, errorAt } from '../../diagnostics/diagnostic.ts';
import type { BuiltNode } from '../../graph/node.ts';
import { parseExpressions, type WrittenExpression } from '../../sql/parse-expressions.ts';
import { spanOfConfig } from '../input.ts';

/** In the order of the config. SQL_SYNTAX where a text is no list of expressions, UNIQUE_KEY_COLUMN where one is of no column. */
export function uniqueKeyOf(node: BuiltNode): Checked<readonly WrittenExpression[]> {
  const key: WrittenExpression[] = [];
  for (const text of node.config.uniqueKey) {
    const parsed = parseExpressions(text);
    if (!parsed.ok) return refused(node, 'SQL_SYNTAX', `"${text}", which is no SQL: ${parsed.problems[0]?.message}`);
    const constant = parsed.value.find(({ namesColumns }) => !namesColumns);
    if (constant) return refused(node, 'UNIQUE_KEY_COLUMN', `${constant.text}, which is the same for every row`);
    key.push(...parsed.value);
  }
  return passed(key);
}

/** Names of columns alone, one a text: what `merge` goes by, as in dbt. */
export function mergeKeyOf(node: BuiltNode): Checked<readonly string[]> {
  const key = uniqueKeyOf(node);
  if (!key.ok) return key;
  const names = key.value.flatMap(({ column }) => column ?? []);
  if (names.length === key.value.length && names.length === node.config.uniqueKey.length) return passed(names);
  return failed([
    errorAt('UNIQUE_KEY_COLUMN', `unique_key of "${node.name}" is SQL, and merge goes by columns`, {
      span: spanOfConfig(node, 'unique_key'),
      help: 'Name one column, or a list of columns (`[id, day]`); or use `incremental_strategy: delete+insert`',
    }),
  ]);
}

/** The columns of the key; none where it is not made of columns. */
export function keyColumnNames(node: BuiltNode): readonly string[] {
  const key = uniqueKeyOf(node);
  const names = key.ok ? key.value.flatMap(({ column }) => column ?? []) : [];
  return key.ok && names.length === key.value.length ? names : [];
}

function refused(node: BuiltNode, code: 'SQL_SYNTAX' | 'UNIQUE_KEY_COLUMN', what: string): Checked<never> {
  return failed([
    errorAt(code, `unique_key of "${node.name}" has ${what}`, {
      span: spanOfConfig(node, 'unique_key'),
      help: `Write names as SQL has them, quoted where they need it: 'id' or '"Order No"'`,
    }),
  ]);
}
