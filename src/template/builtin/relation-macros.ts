// dbt's macros that make and change relations: names for temporary ones, statements as texts, and what `adapter` writes.

import { TemplateError } from '../../jinja/errors.ts';
import { play, type Script } from '../../jinja/host-script.ts';
import { toText } from '../../jinja/python/printing.ts';
import { isTrue } from '../../jinja/python/truth.ts';
import { List, type Value } from '../../jinja/value.ts';
import { askRelation } from '../catalog-questions.ts';
import { isExecuting, type NodeContext } from '../node-context.ts';
import { RelationObject } from '../relation-object.ts';
import { type BuiltinMacro, dispatching, macro } from './builtin-macro.ts';
import { viaAdapter } from './node-macros.ts';

const longest = 63;

function wantRelation(value: Value): RelationObject {
  if (value instanceof RelationObject) return value;
  throw new TemplateError('type', 'a relation is needed here, such as ref(…), this or api.Relation.create(…)');
}

/** The name is cut so that the suffix fits. */
function withSuffix(base: Value, suffix: string): RelationObject {
  const relation = wantRelation(base);
  if (suffix.length > longest)
    throw new TemplateError('raised', `the suffix has ${suffix.length} characters, and a name at most ${longest}`);
  const name = (relation.values.identifier ?? '').slice(0, longest - suffix.length);
  return relation.change({ identifier: `${name}${suffix}` });
}

/** As dbt's `%H%M%S%f` of the clock. */
function timeOfDay(now: Date): string {
  return now.toISOString().slice(11, 23).replace(/\D/g, '').padEnd(12, '0');
}

const names: readonly BuiltinMacro[] = [
  ...dispatching(
    'make_temp_relation',
    'base_relation suffix=',
    (_, [base = null, suffix = null]) =>
      withSuffix(base, `${suffix === null ? '__dbt_tmp' : toText(suffix)}${timeOfDay(new Date())}`).change({
        schema: null,
        database: null,
      }),
    'postgres',
  ),
  ...dispatching(
    'make_intermediate_relation',
    'base_relation suffix=',
    (_, [base = null, suffix = null]) => withSuffix(base, suffix === null ? '__dbt_tmp' : toText(suffix)),
    'postgres',
  ),
  ...dispatching(
    'make_backup_relation',
    'base_relation backup_relation_type suffix=',
    (_, [base = null, type = null, suffix = null]) => {
      const relation = withSuffix(base, suffix === null ? '__dbt_backup' : toText(suffix));
      return type === 'table' || type === 'view' || type === 'materialized_view' ? relation.change({ type }) : relation;
    },
    'postgres',
  ),
];

const texts: readonly BuiltinMacro[] = [
  ...dispatching(
    'create_table_as',
    'temporary relation compiled_code language=',
    (_, [temporary = null, relation = null, code = null]) =>
      `create ${isTrue(temporary) ? 'temporary ' : ''}table ${toText(relation)}\nas (\n${toText(code)}\n);`,
    'postgres',
  ),
  ...dispatching(
    'create_view_as',
    'relation sql',
    (_, [relation = null, code = null]) => `create view ${toText(relation)} as (\n${toText(code)}\n);`,
  ),
];

/** The macro is the method of the same name, and prints nothing. */
function written(name: string, signature: string): readonly BuiltinMacro[] {
  return dispatching(name, signature, (context, values) =>
    play(
      (function* (): Script {
        yield* viaAdapter(context, name, ...values);
        return '';
      })(),
    ),
  );
}

function* dropIfThere(context: NodeContext, relation: Value): Script {
  if (relation !== null) yield* viaAdapter(context, 'drop_relation', relation);
  return '';
}

/** Whether it is there, and the relation. */
function* getOrCreate(context: NodeContext, [database, schema, name, type]: readonly Value[]): Script {
  const [place, identifier] = [toText(schema ?? null), toText(name ?? null)];
  const found = isExecuting(context) ? yield* askRelation(context, place, identifier) : null;
  if (found) return new List([true, found]);
  const made = RelationObject.of({ schema: place, name: identifier }, toText(database ?? null));
  return new List([false, type === 'table' || type === 'view' ? made.change({ type }) : made]);
}

export const relationMacros: readonly BuiltinMacro[] = [
  ...names,
  ...texts,
  ...written('create_schema', 'relation'),
  ...written('drop_schema', 'relation'),
  ...written('drop_relation', 'relation'),
  ...written('truncate_relation', 'relation'),
  ...written('rename_relation', 'from_relation to_relation'),
  macro('drop_relation_if_exists', 'relation', (context, [relation = null]) => play(dropIfThere(context, relation))),
  ...dispatching('get_or_create_relation', 'database schema identifier type', (context, values) =>
    play(getOrCreate(context, values)),
  ),
];
