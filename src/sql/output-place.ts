// Where a SELECT gives a column, for what the server says of a column by its name alone.

import { isJsonObject, type JsonValue } from '../base/json-value.ts';
import { figureColumnName } from './column-name.ts';
import { parseStatement } from './parser.ts';
import { textOffsets } from './text-offsets.ts';

/** The UTF-16 offset of the column's item in the list of the SELECT; null where none, or several, are that column. `loadParser` must have finished. */
export function outputPlace(text: string, column: string): number | null {
  const parsed = parseStatement(text);
  if (!parsed.ok) return null;
  const found = targetsOf(parsed.value.tree.SelectStmt).flatMap((target) => {
    const { ResTarget: item } = isJsonObject(target) ? target : {};
    if (!isJsonObject(item) || typeof item.location !== 'number') return [];
    const name = typeof item.name === 'string' ? item.name : figureColumnName(item.val ?? null);
    return name === column ? [item.location] : [];
  });
  const [place, ...others] = found;
  return place === undefined || others.length > 0 ? null : textOffsets(text).fromBytes(place);
}

/** A set operation's columns are those of its leftmost arm. */
function targetsOf(select: JsonValue | undefined): readonly JsonValue[] {
  if (!isJsonObject(select)) return [];
  if (isJsonObject(select.larg)) return targetsOf(select.larg);
  return Array.isArray(select.targetList) ? select.targetList : [];
}
