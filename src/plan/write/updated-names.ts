// Which columns `merge` updates: those of `merge_update_columns`, which dbt writes into its statement, or all but those of
// `merge_exclude_columns`, which dbt compares in lower case.

import { failed, passed } from '../../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import type { BuiltNode } from '../../graph/node.ts';
import { parseExpressions } from '../../sql/parse-expressions.ts';
import { spanOfConfig } from '../input.ts';
import type { KeyPart } from './row-comparison.ts';

/** Of the `given` columns, never those of the key. SETTING_VALUE where a column to update is not among them. */
export function updatedNames(
  node: BuiltNode,
  given: readonly string[],
  key: readonly KeyPart[],
): Checked<readonly string[]> {
  const { mergeUpdateColumns, touchColumns } = node.config;
  const kept = new Set([...key.map(({ name }) => name), ...touchColumns]);
  const isUpdated = (name: string): boolean => !kept.has(name) && given.includes(name);
  if (mergeUpdateColumns === null) {
    const excluded = excludes(node);
    return passed(given.filter((name) => isUpdated(name) && !excluded(name)));
  }
  const named = mergeUpdateColumns.map((text) => ({ text, name: columnIn(text) }));
  const problems = named.flatMap(({ text, name }) =>
    name !== null && given.includes(name) ? [] : unknown(node, text),
  );
  return problems.length > 0
    ? failed(problems)
    : passed(named.flatMap(({ name }) => (name && isUpdated(name) ? [name] : [])));
}

function unknown(node: BuiltNode, text: string): readonly Diagnostic[] {
  return [
    errorAt('SETTING_VALUE', `merge_update_columns of "${node.name}" has "${text}", which is no column of the model`, {
      span: spanOfConfig(node, 'merge_update_columns'),
      help: `Name columns as SQL has them: one with capitals is '"Id"'`,
    }),
  ];
}

/** A name in quotes is exactly that one; dbt takes no notice of it. */
function excludes({ config }: BuiltNode): (name: string) => boolean {
  const exact = new Set(config.mergeExcludeColumns.filter((text) => text.startsWith('"')).map(columnIn));
  const folded = new Set(config.mergeExcludeColumns.map((text) => text.toLowerCase()));
  return (name) => exact.has(name) || folded.has(name.toLowerCase());
}

function columnIn(text: string): string | null {
  const parsed = parseExpressions(text);
  return parsed.ok && parsed.value.length === 1 ? (parsed.value[0]?.column ?? null) : null;
}
