// Whether a text is what a model must be: one SELECT (VALUES, TABLE and WITH included) that only reads, judged by its syntax
// tree. Compile turns the findings into diagnostics with places in the template.

import { type Checked, failed, passed } from '../base/checked.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import { type ParsedStatement, parseStatement, type SyntaxProblem } from './parser.ts';

export interface SelectFinding {
  readonly kind: SyntaxProblem['kind'] | 'not a select' | 'into' | 'modifying cte';
  /** One clause, without a full stop. */
  readonly message: string;
  /** UTF-16 offset in the text. */
  readonly offset: number;
}

/** The parsed SELECT, or everything found that forbids it, in the order of the text. */
export function checkSelect(text: string): Checked<ParsedStatement, SelectFinding> {
  const parsed = parseStatement(text);
  if (!parsed.ok) return parsed;
  const { tree, offsets } = parsed.value;
  const select = tree.SelectStmt;
  if (!isJsonObject(select)) {
    const offset = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0].length ?? 0;
    return failed([{ kind: 'not a select', message: 'the statement is not a SELECT', offset }]);
  }
  const findings: SelectFinding[] = [];
  collect(select, (kind, message, bytes) => findings.push({ kind, message, offset: offsets.fromBytes(bytes) }));
  return findings.length > 0 ? failed(findings.sort((a, b) => a.offset - b.offset)) : passed(parsed.value);
}

function collect(
  value: JsonValue,
  report: (kind: SelectFinding['kind'], message: string, bytes: number) => void,
): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, report);
    return;
  }
  if (!isJsonObject(value)) return;
  const into = value.intoClause;
  if (isJsonObject(into)) {
    const target = into.rel;
    report('into', 'SELECT … INTO creates a table of its own', locationOf(isJsonObject(target) ? target : into));
  }
  const cte = value.CommonTableExpr;
  if (isJsonObject(cte)) {
    const query = cte.ctequery;
    if (isJsonObject(query) && !('SelectStmt' in query)) {
      report('modifying cte', `the CTE "${String(cte.ctename)}" changes data`, locationOf(cte));
    }
  }
  for (const child of Object.values(value)) collect(child, report);
}

function locationOf(node: JsonObject): number {
  return typeof node.location === 'number' ? node.location : 0;
}
