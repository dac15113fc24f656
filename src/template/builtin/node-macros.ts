// dbt's macros about the node and its place: names, queries, incremental runs, hooks.

import { callOf, play, type Script } from '../../jinja/host-script.ts';
import { getItem } from '../../jinja/python/items.ts';
import { toText } from '../../jinja/python/printing.ts';
import { isTrue } from '../../jinja/python/truth.ts';
import { type CallResult, HostObject, List, type Value } from '../../jinja/value.ts';
import { comesLater } from '../adapter.ts';
import { askRelation } from '../catalog-questions.ts';
import { isExecuting, type NodeContext } from '../node-context.ts';
import { RelationObject } from '../relation-object.ts';
import { runQuery, statement } from '../statements.ts';
import { type BuiltinMacro, dispatching, macro } from './builtin-macro.ts';

function memberOf(node: Value, name: string): Value {
  if (node instanceof HostObject) return node.getAttribute(name) ?? node.getItem(name) ?? null;
  return (node === null ? undefined : getItem(node, name)) ?? null;
}

const namingMacros: readonly BuiltinMacro[] = [
  ...dispatching('generate_schema_name', 'custom_schema_name= node=', ({ environment: { run } }, [custom = null]) =>
    defaultSchemaName(custom === null ? null : toText(custom), run.target.schema),
  ),
  macro('generate_schema_name_for_env', 'custom_schema_name= node=', ({ environment: { run } }, [custom = null]) =>
    run.target.name === 'prod' && custom !== null ? toText(custom).trim() : run.target.schema,
  ),
  ...dispatching('generate_alias_name', 'custom_alias_name= node=', (_, [custom = null, node = null]) => {
    if (isTrue(custom)) return toText(custom).trim();
    const version = memberOf(node, 'version');
    const name = toText(memberOf(node, 'name'));
    return isTrue(version) ? `${name}_v${toText(version).replaceAll('.', '_')}` : name;
  }),
  ...dispatching(
    'generate_latest_version_pointer_alias',
    'custom_alias_name= node=',
    (_, [custom = null, node = null]) => (isTrue(custom) ? toText(custom).trim() : toText(memberOf(node, 'name'))),
  ),
  ...dispatching(
    'generate_database_name',
    'custom_database_name= node=',
    ({ environment: { run } }, [custom = null]) => (custom === null ? run.target.database : toText(custom)),
  ),
];

/** `schema: x` goes to `<target schema>_x`. */
export function defaultSchemaName(custom: string | null, targetSchema: string): string {
  return custom === null ? targetSchema : `${targetSchema}_${custom.trim()}`;
}

function* loadRelation(context: NodeContext, relation: Value): Script {
  const { schema, identifier } = relation instanceof RelationObject ? relation.values : {};
  if (!isExecuting(context) || !schema || !identifier) return null;
  return yield* askRelation(context, schema, identifier);
}

/** `adapter.name(…)`. */
export function* viaAdapter(
  context: NodeContext,
  name: string,
  ...values: readonly Value[]
): Generator<CallResult, Value, Value> {
  const adapter = context.global('adapter');
  const method = adapter instanceof HostObject ? adapter.getAttribute(name) : undefined;
  return yield callOf(method ?? null, ...values);
}

function* queryColumnNames(context: NodeContext, text: Value): Script {
  return columnNames(yield* viaAdapter(context, 'get_column_schema_from_query', text));
}

function columnNames(columns: CallResult): List {
  const items = columns instanceof List ? columns.items : [];
  return new List(items.map((column) => memberOf(column, 'name')));
}

const queryMacros: readonly BuiltinMacro[] = [
  macro('statement', 'name= fetch_result= auto_begin= language=', (context, values, caller) =>
    play(statement(context, values, caller)),
  ),
  macro('run_query', 'sql', (context, [sql = null]) => play(runQuery(context, sql))),
  macro('load_relation', 'relation', (context, [relation = null]) => play(loadRelation(context, relation))),
  macro('load_cached_relation', 'relation', (context, [relation = null]) => play(loadRelation(context, relation))),
  ...dispatching(
    'get_columns_in_relation',
    'relation',
    (context, [relation = null]) => play(viaAdapter(context, 'get_columns_in_relation', relation)),
    'postgres',
  ),
  macro('get_column_schema_from_query', 'select_sql select_sql_header=', (context, [text = null]) =>
    play(viaAdapter(context, 'get_column_schema_from_query', text)),
  ),
  macro('get_columns_in_query', 'select_sql', (context, [text = null]) => play(queryColumnNames(context, text))),
  macro('get_list_of_column_names', 'columns', (_, [columns = null]) => columnNames(columns)),
];

const runMacros: readonly BuiltinMacro[] = [
  macro('is_incremental', '', ({ vocabulary }) => vocabulary.mode === 'execute' && vocabulary.isIncremental()),
  macro('should_full_refresh', '', ({ vocabulary }) => vocabulary.shouldFullRefresh()),
  macro('should_store_failures', '', ({ vocabulary }) => {
    const setting = vocabulary.mode === 'execute' ? vocabulary.configValue('store_failures') : undefined;
    return setting === true;
  }),
  macro('set_sql_header', 'config', (_, [config = null], caller) =>
    play(
      (function* (): Script {
        const set = memberOf(config, 'set');
        return yield callOf(set, 'sql_header', caller === undefined ? '' : yield callOf(caller));
      })(),
    ),
  ),
  macro('before_begin', 'sql', (_, [sql = null]) => hook(sql, false)),
  macro('in_transaction', 'sql', (_, [sql = null]) => hook(sql, true)),
  macro('after_commit', 'sql', (_, [sql = null]) => hook(sql, false)),
  macro('make_hook_config', 'sql inside_transaction', (_, [sql = null, inside = null]) => hook(sql, isTrue(inside))),
];

/** A hook as the text that dbt's config reads back. */
function hook(sql: Value, transaction: boolean): string {
  return JSON.stringify({ sql: toText(sql), transaction });
}

const later = [
  'create_indexes',
  'run_hooks',
  'apply_grants',
  'persist_docs',
  'get_delete_insert_merge_sql',
  'get_merge_sql',
  'get_create_index_sql',
  'create_or_replace_view',
  'should_revoke',
  'incremental_validate_on_schema_change',
  'process_schema_changes',
  'drop_schema_named',
];

const laterMacros: readonly BuiltinMacro[] = later.map((name) => ({
  name,
  parameters: null,
  run: (context) => {
    if (isExecuting(context)) throw comesLater(name);
    return '';
  },
}));

export const nodeMacros: readonly BuiltinMacro[] = [...namingMacros, ...queryMacros, ...runMacros, ...laterMacros];
