// Statements that a template runs on its way: `run_query`, `{% call statement(…) %}` and `load_result`. In parse mode nothing
// runs, and what they give is undefined, as in dbt.

import type { CommandTag } from '../database/database.ts';
import { TemplateError } from '../jinja/errors.ts';
import { hostFunction } from '../jinja/host-function.ts';
import { callOf, type Script } from '../jinja/host-script.ts';
import { dictFrom } from '../jinja/python/dicts.ts';
import { toText } from '../jinja/python/printing.ts';
import { isTrue } from '../jinja/python/truth.ts';
import { Dict, HostObject, Undefined, type Value } from '../jinja/value.ts';
import { QueryTable } from './agate/table.ts';
import { argument } from './arguments.ts';
import { isExecuting, type Members, type NodeContext } from './node-context.ts';

/** What a statement did: prints as the database's word for it. */
export class StatementResponse extends HostObject {
  override readonly typeName = 'AdapterResponse';
  readonly #tag: CommandTag;
  constructor({ answer }: QueryTable) {
    super();
    this.#tag = answer.tag ?? { command: 'SELECT', rows: answer.rows.length };
  }
  override toText(): string {
    const { command, rows } = this.#tag;
    return [command, ...(command === 'INSERT' ? [0] : []), ...(rows === null ? [] : [rows])].join(' ');
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'code':
        return this.#tag.command;
      case 'rows_affected':
        return BigInt(this.#tag.rows ?? -1);
      default:
        return undefined;
    }
  }
}

export function emptyTable({ environment }: NodeContext): QueryTable {
  return new QueryTable({ columns: [], rows: [] }, (text) => environment.say(text, true));
}

/** The table that a query gives; a template's query may only be asked in execute mode. */
export function* query(
  context: NodeContext,
  sql: string,
  engine = false,
): Generator<ReturnType<NodeContext['vocabulary']['query']>, QueryTable, Value> {
  const table = yield context.vocabulary.query(sql, engine);
  return table instanceof QueryTable ? table : emptyTable(context);
}

/** `statement(name, fetch_result, auto_begin, language)` around its call block. */
export function* statement(context: NodeContext, values: readonly Value[], caller: Value | undefined): Script {
  if (!isExecuting(context)) return '';
  const [name = null, fetch = null, , language = null] = values;
  if (caller === undefined)
    throw new TemplateError('type', 'statement() needs the statement as the body of a call block', {
      help: "Write {% call statement('name', fetch_result=True) %}…{% endcall %}",
    });
  if (language !== null && toText(language) !== 'sql')
    throw new TemplateError('raised', `statement() runs SQL only, not ${toText(language)}`);
  const table = yield* query(context, toText(yield callOf(caller)));
  if (name !== null) storeResult(context, toText(name), new StatementResponse(table), isTrue(fetch) ? table : null);
  return '';
}

export function* runQuery(context: NodeContext, sql: Value): Script {
  if (!isExecuting(context)) return new Undefined("'None' has no attribute 'table'", true);
  return yield* query(context, toText(sql));
}

function storeResult(context: NodeContext, name: string, response: Value, table: QueryTable | null): void {
  const stored = table ?? emptyTable(context);
  context.results.set(
    name,
    dictFrom([
      ['response', response],
      ['data', stored.matrix],
      ['table', stored],
    ]),
  );
}

/** Each result can be loaded once, but that of `main`. */
function loadResult(context: NodeContext, name: string): Value {
  const result = context.results.get(name);
  if (result === undefined) return null;
  if (!(result instanceof Dict))
    throw new TemplateError('raised', `the result '${name}' was loaded before, and each is loaded once`, {
      help: 'Keep it: {% set result = load_result(…) %}',
    });
  if (name !== 'main') context.results.set(name, null);
  return result;
}

export const statementMembers: Members = new Map<string, (context: NodeContext) => Value>([
  [
    'load_result',
    (context) => hostFunction('load_result', (args) => loadResult(context, toText(argument(args, 0, 'name') ?? null))),
  ],
  [
    'store_result',
    (context) =>
      hostFunction('store_result', (args) => {
        const table = argument(args, 2, 'agate_table');
        const name = toText(argument(args, 0, 'name') ?? null);
        storeResult(context, name, argument(args, 1, 'response') ?? null, table instanceof QueryTable ? table : null);
        return '';
      }),
  ],
]);
