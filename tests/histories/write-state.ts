// The files of a project that is given as data.

import type { ProjectFiles } from '../support/project-files.ts';
import {
  columnsOf,
  type Flavour,
  type HookState,
  type ModelColumn,
  type ModelState,
  type ProjectNode,
  type ProjectState,
  type SeedState,
} from './project-state.ts';

/** Without project.yml, which names the database. */
export function filesOf(state: ProjectState): ProjectFiles {
  const files = state.nodes.flatMap((node) => {
    const folder = node.kind === 'seed' ? 'seeds' : 'models';
    const content = node.kind === 'seed' ? seedText(state, node) : modelText(node);
    return [
      [`${folder}/${node.name}.${node.kind === 'seed' ? 'csv' : 'sql'}`, content],
      [`${folder}/${node.name}.yml`, propertiesText(state, node)],
    ] as const;
  });
  return Object.fromEntries(files);
}

function seedText(state: ProjectState, seed: SeedState): string {
  const lines = state.ids.map((id) => [id, ...seed.columns.map((column) => cellOf(column, id))].join(','));
  return `${[['id', ...seed.columns.map(({ name }) => name)].join(','), ...lines].join('\n')}\n`;
}

const words = ['ash', 'birch', 'cedar', 'elm', 'fir', 'hazel', 'larch', 'maple', 'oak', 'pine', 'rowan', 'yew'];

function cellOf(column: { readonly flavour: Flavour; readonly salt: number }, id: number): string {
  const number = (id * 7919 + column.salt * 104_729) % 100;
  switch (column.flavour) {
    case 'whole':
      return String(number % 50);
    case 'decimal':
      return `${number % 50}.${25 * (1 + (number % 3))}`;
    case 'word':
      return words[number % words.length] ?? '';
    case 'day':
      return `2026-0${1 + (number % 9)}-1${number % 9}`;
  }
}

function modelText(model: ModelState): string {
  const columns = [model.star ? 'p.*' : 'p.id', ...model.columns.map(columnText)];
  if (model.broken) columns.push('p.no_such_column');
  const joined = model.join === null ? [] : [`left join {{ ref('${model.join}') }} as q on q.id = p.id`];
  const above = model.above === null ? '' : ` and p.id > ${model.above}`;
  // What is appended are the rows that are new by their key.
  const later = '{% if is_incremental() %} and p.id > (select coalesce(max(id), 0) from {{ this }}){% endif %}';
  const appended = model.materialized === 'incremental' && model.strategy === 'append' ? ` ${later}` : '';
  const filtered = above + appended === '' ? [] : [`where true${above}${appended}`];
  return `${[`select ${columns.join(', ')}`, `from {{ ref('${model.from}') }} as p`, ...joined, ...filtered].join('\n')}\n`;
}

function columnText(column: ModelColumn): string {
  const source = `${column.side}.${column.of}`;
  const expressions: Readonly<Record<ModelColumn['form'], string>> = {
    plain: source,
    cast: `${source}::${column.type}`,
    round: `round(${source})`,
    twice: `${source} * 2`,
    half: `${source} / 2`,
    text: `${source} || '!'`,
    length: `length(${source}::text)`,
    type: `pg_typeof(${source})::text`,
  };
  return `${expressions[column.form]} as ${column.name}`;
}

function propertiesText(state: ProjectState, node: ProjectNode): string {
  const contract = node.kind === 'model' ? node.contract : null;
  const described = columnsOf(state, node.name).flatMap(({ name, type }) => {
    const description = node.columnDescriptions[name];
    const constraints = [
      ...(contract?.notNull && name === 'id' ? [{ type: 'not_null' }] : []),
      ...(contract?.unique === name ? [{ type: 'unique' }] : []),
    ];
    const properties = {
      ...(contract ? { data_type: type } : {}),
      ...(description === undefined ? {} : { description }),
      ...(constraints.length > 0 ? { constraints } : {}),
    };
    return Object.keys(properties).length > 0 ? [{ name, ...properties }] : [];
  });
  const constraints = [
    ...(contract?.primaryKey ? [{ type: 'primary_key', columns: ['id'] }] : []),
    ...(contract?.check ? [{ type: 'check', name: `${node.name}_positive`, expression: 'id > 0' }] : []),
  ];
  const lines = [
    `${node.kind}s:`,
    `  - name: ${node.name}`,
    ...(node.description === '' ? [] : [`    description: ${JSON.stringify(node.description)}`]),
    '    config:',
    ...Object.entries(configOf(node)).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`),
    ...(constraints.length > 0 ? [`    constraints: ${JSON.stringify(constraints)}`] : []),
    ...(described.length > 0 ? ['    columns:', ...described.map((one) => `      - ${JSON.stringify(one)}`)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function configOf(node: ProjectNode): Readonly<Record<string, unknown>> {
  return {
    enabled: true,
    ...(node.kind === 'seed' ? seedConfig(node) : modelConfig(node)),
    ...(node.persistDocs ? { persist_docs: { relation: true, columns: true } } : {}),
    ...(node.grants === null ? {} : { grants: { select: node.grants } }),
    ...(node.indexes.length > 0 ? { indexes: node.indexes.map(indexConfig) } : {}),
    ...(node.hooks.length > 0 ? { post_hook: node.hooks.map((hook) => hookText(hook, node)) } : {}),
  };
}

function indexConfig({ column, name, unique, type }: ProjectNode['indexes'][number]): object {
  // A unique index has the key in front, so that rows never break it.
  const columns = unique ? ['id', column].filter((one, place, all) => all.indexOf(one) === place) : [column];
  return {
    columns,
    ...(name === null ? {} : { name }),
    ...(unique ? { unique } : {}),
    ...(type === 'btree' || unique ? {} : { type }),
  };
}

function seedConfig(seed: SeedState): Readonly<Record<string, unknown>> {
  const types = seed.columns.flatMap(({ name, type }) => (type === null ? [] : [[name, type] as const]));
  return types.length > 0 ? { column_types: Object.fromEntries(types) } : {};
}

function modelConfig(model: ModelState): Readonly<Record<string, unknown>> {
  const { partition } = model;
  const incremental = {
    incremental_strategy: model.strategy,
    ...(model.strategy === 'append' ? {} : { unique_key: 'id' }),
    on_schema_change: model.onSchemaChange,
  };
  return {
    materialized: model.materialized,
    ...(model.materialized === 'incremental' ? incremental : {}),
    ...(model.publish === 'auto' ? {} : { publish: model.publish }),
    ...(model.contract ? { contract: { enforced: true } } : {}),
    ...(partition?.by === 'list' ? { partition_by: { field: 'id', values: [1, 2, 3], default: true } } : {}),
    ...(partition?.by === 'range'
      ? { partition_by: { field: partition.column, granularity: partition.granularity, default: true } }
      : {}),
  };
}

function hookText(hook: HookState, node: ProjectNode): string {
  const table = 'alter table {{ this }}';
  switch (hook.kind) {
    case 'index':
      return `create index ${hook.name === null ? '' : `if not exists ${hook.name} `}on {{ this }} (${hook.column})`;
    case 'check':
      return `${table} add ${hook.name === null ? '' : `constraint ${hook.name} `}check (id >= 0)`;
    case 'primary key':
      return `${table} add primary key (id)`;
    case 'unique':
      return `${table} add constraint ${hook.name} unique (id)`;
    case 'not null':
      return `${table} alter column id set not null`;
    case 'default':
      return `${table} alter column id set default 7`;
    case 'fillfactor':
      return `${table} set (fillfactor = ${hook.value})`;
    case 'statistics':
      return `${table} alter column id set statistics ${hook.value}`;
    case 'trigger':
      return `create or replace trigger ${node.name}_unchanged before update on {{ this }} for each row execute function suppress_redundant_updates_trigger()`;
    case 'comment':
      return `comment on ${relationKind(node)} {{ this }} is '${hook.text}'`;
    case 'column comment':
      return `comment on column {{ this }}.${hook.column} is '${hook.text}'`;
    case 'grant':
      return `grant select on {{ this }} to ${hook.role}`;
  }
}

function relationKind(node: ProjectNode): string {
  if (node.kind === 'seed') return 'table';
  if (node.materialized === 'view') return 'view';
  return node.materialized === 'materialized_view' ? 'materialized view' : 'table';
}
