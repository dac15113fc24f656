// `adapter`: dbt's way to the database, for PostgreSQL. Questions to the catalog are answered, and what is Smelt's may be written
// (relation-writes.ts); what only custom materializations need is refused until they are there.

import { TemplateError } from '../jinja/errors.ts';
import { HostNamespace, hostFunction } from '../jinja/host-function.ts';
import { play, type Script } from '../jinja/host-script.ts';
import { bind } from '../jinja/python/arguments.ts';
import { toText } from '../jinja/python/printing.ts';
import { type CallArguments, type CallResult, HostObject, List, Tuple, type Value } from '../jinja/value.ts';
import { argument } from './arguments.ts';
import { askColumns, askQueryColumns, askRelation, askRelations, askSchemas } from './catalog-questions.ts';
import { dispatched } from './dispatch.ts';
import { isExecuting, type Members, type NodeContext, textOrNull } from './node-context.ts';
import { RelationObject, relationClass } from './relation-object.ts';
import {
  createSchema,
  dropRelation,
  dropSchema,
  expandColumnTypes,
  renameRelation,
  truncateRelation,
} from './relation-writes.ts';
import { emptyTable, query, StatementResponse } from './statements.ts';

type Method = (context: NodeContext, args: CallArguments) => CallResult;

/** A question to the database; in parse mode, where there is none, the answer that dbt gives there. */
function asking(
  name: string,
  parameters: readonly string[],
  inParsing: (context: NodeContext) => Value,
  ask: (context: NodeContext, values: readonly Value[]) => Script,
): readonly [string, Method] {
  return [
    name,
    (context, args) => {
      if (!isExecuting(context)) return inParsing(context);
      const values = bind(name, parameters, 0, args).map((value) => value ?? null);
      return play(ask(context, values));
    },
  ];
}

const none = (): Value => null;
const emptyList = (): Value => new List();
const no = (): Value => false;

const questions: readonly (readonly [string, Method])[] = [
  asking(
    'get_relation',
    ['database', 'schema', 'identifier'],
    none,
    function* (context, [, schema = null, name = null]) {
      if (schema === null || name === null) return null;
      return yield* askRelation(context, toText(schema), toText(name));
    },
  ),
  asking('already_exists', ['schema', 'name'], no, function* (context, [schema = null, name = null]) {
    return (yield* askRelation(context, toText(schema), toText(name))) !== null;
  }),
  asking('list_relations', ['database', 'schema'], emptyList, function* (context, [, schema = null]) {
    return new List([...(yield* askRelations(context, toText(schema)))]);
  }),
  asking('list_relations_without_caching', ['schema_relation'], emptyList, function* (context, [relation = null]) {
    const schema = relation instanceof RelationObject ? relation.values.schema : null;
    return new List(schema === null ? [] : [...(yield* askRelations(context, schema))]);
  }),
  asking('list_schemas', ['database'], emptyList, function* (context) {
    return new List([...(yield* askSchemas(context))]);
  }),
  asking('check_schema_exists', ['database', 'schema'], no, function* (context, [, schema = null]) {
    return (yield* askSchemas(context)).includes(toText(schema));
  }),
  asking('get_columns_in_relation', ['relation'], emptyList, function* (context, [relation = null]) {
    return new List([...(yield* askColumns(context, wantRelation(relation)))]);
  }),
  asking(
    'get_missing_columns',
    ['from_relation', 'to_relation'],
    emptyList,
    function* (context, [from = null, to = null]) {
      const columns = yield* askColumns(context, wantRelation(from));
      const known = new Set((yield* askColumns(context, wantRelation(to))).map(({ values }) => values.name));
      return new List(columns.filter(({ values }) => !known.has(values.name)));
    },
  ),
  asking('get_column_schema_from_query', ['sql'], emptyList, function* (context, [text = null]) {
    return new List([...(yield* askQueryColumns(context, toText(text)))]);
  }),
  asking(
    'execute',
    ['sql', 'auto_begin', 'fetch', 'limit'],
    (context) => new Tuple(['', emptyTable(context)]),
    function* (context, [text = null, , fetch = null]) {
      const table = yield* query(context, toText(text));
      return new Tuple([new StatementResponse(table), fetch === true ? table : emptyTable(context)]);
    },
  ),
];

function wantRelation(value: Value): RelationObject {
  if (value instanceof RelationObject) return value;
  throw new TemplateError('type', 'a relation is needed here, such as ref(…), this or api.Relation.create(…)');
}

/** What writes; in parse mode nothing is. */
const writes: readonly (readonly [string, Method])[] = [
  asking('drop_relation', ['relation'], none, (context, [relation = null]) =>
    dropRelation(context, wantRelation(relation)),
  ),
  asking('truncate_relation', ['relation'], none, (context, [relation = null]) =>
    truncateRelation(context, wantRelation(relation)),
  ),
  asking('rename_relation', ['from_relation', 'to_relation'], none, (context, [from = null, to = null]) =>
    renameRelation(context, wantRelation(from), wantRelation(to)),
  ),
  asking('create_schema', ['relation'], none, (context, [relation = null]) =>
    createSchema(context, wantRelation(relation)),
  ),
  asking('drop_schema', ['relation'], none, (context, [relation = null]) =>
    dropSchema(context, wantRelation(relation)),
  ),
  asking('expand_target_column_types', ['from_relation', 'to_relation'], none, (context, [from = null, to = null]) =>
    expandColumnTypes(context, wantRelation(from), wantRelation(to)),
  ),
  asking('commit', [], none, function* (context) {
    yield* query(context, 'commit');
    return null;
  }),
];

const writing = ['add_query'];

/** What writes, and what only materializations written in Jinja need. */
export function comesLater(name: string): TemplateError {
  return new TemplateError('raised', `${name}() is for materializations written in Jinja, which are not there yet`, {
    code: 'TEMPLATE_LATER',
    help: 'Send the statement with run_query, or let a materialization of Smelt make the relation',
  });
}

const facts: readonly (readonly [string, Method])[] = [
  ['type', () => 'postgres'],
  [
    'dispatch',
    (context, args) => {
      if (argument(args, 2, 'packages') !== undefined)
        throw new TemplateError('raised', 'adapter.dispatch takes no list of packages', {
          help: "Name the namespace: adapter.dispatch('macro', 'package'), and set its search order under dispatch:",
        });
      const name = toText(argument(args, 0, 'macro_name') ?? null);
      return dispatched(context, name, textOrNull(argument(args, 1, 'macro_namespace')));
    },
  ],
  ['quote', (_, args) => `"${toText(argument(args, 0, 'identifier') ?? null)}"`],
  ['quote_as_configured', (_, args) => `"${toText(argument(args, 0, 'identifier') ?? null)}"`],
  [
    'quote_seed_column',
    (_, args) => {
      const column = toText(argument(args, 0, 'column') ?? null);
      return argument(args, 1, 'quote_config') === false ? column : `"${column}"`;
    },
  ],
  [
    'verify_database',
    ({ environment: { run } }, args) => {
      const database = toText(argument(args, 0, 'database') ?? null).replace(/^"(.*)"$/, '$1');
      if (database.toLowerCase() === run.target.database.toLowerCase()) return '';
      throw new TemplateError('raised', `the target's database is ${run.target.database}, and ${database} is another`, {
        help: 'PostgreSQL reaches one database only: leave the database out, or use another target',
      });
    },
  ],
  ['cache_added', () => ''],
  ['cache_dropped', () => ''],
  ['cache_renamed', () => ''],
];

const methods: ReadonlyMap<string, Method> = new Map([
  ...facts,
  ...questions,
  ...writes,
  ...writing.map((name): readonly [string, Method] => [
    name,
    (context) => {
      if (isExecuting(context)) throw comesLater(`adapter.${name}`);
      return null;
    },
  ]),
]);

/** dbt's flags of changed behaviour: Smelt has today's behaviour of dbt's defaults, where all of them are off. */
const behavior = new HostNamespace(
  'Behavior',
  () => new HostNamespace('BehaviorFlag', (name) => (name === 'no_warn' || name === 'setting' ? false : undefined)),
);

class Adapter extends HostObject {
  override readonly typeName = 'RuntimeDatabaseWrapper';
  readonly #context: NodeContext;

  constructor(context: NodeContext) {
    super();
    this.#context = context;
  }
  override toText(): string {
    return '<adapter postgres>';
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'Relation') return relationClass;
    if (name === 'behavior') return behavior;
    const method = methods.get(name);
    return method && hostFunction(`adapter.${name}`, (args) => method(this.#context, args));
  }
}

export const adapterMembers: Members = new Map<string, (context: NodeContext) => Value>([
  ['adapter', (context) => new Adapter(context)],
]);
