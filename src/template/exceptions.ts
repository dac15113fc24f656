// `exceptions`: how a template ends itself with a message, or warns. A message becomes a diagnostic at the call, with the
// chain of macros that led there.

import { TemplateError } from '../jinja/errors.ts';
import { HostNamespace, hostFunction } from '../jinja/host-function.ts';
import { toArray } from '../jinja/python/iteration.ts';
import { toText } from '../jinja/python/printing.ts';
import { AtPlace, type CallArguments, type Value } from '../jinja/value.ts';
import { argument } from './arguments.ts';
import type { Members, NodeContext } from './node-context.ts';

/** The message of each of dbt's exceptions, from its arguments as texts. */
const messages: readonly (readonly [
  name: string,
  parameters: readonly string[],
  message: (...texts: string[]) => string,
])[] = [
  ['raise_compiler_error', ['msg'], (message = '') => message],
  ['raise_not_implemented', ['msg'], (message = '') => message],
  ['raise_database_error', ['msg'], (message = '') => message],
  ['raise_dependency_error', ['msg'], (message = '') => message],
  ['raise_fail_fast_error', ['msg'], (message = '') => message],
  ['raise_cache_inconsistent', ['message'], (message = '') => message],
  ['missing_config', ['model', 'name'], (_, name) => `the config '${name}' is required, and nothing sets it`],
  [
    'missing_materialization',
    ['model', 'adapter_type'],
    () => 'there is no materialization of that name for PostgreSQL',
  ],
  ['missing_relation', ['relation', 'model'], (relation) => `the relation ${relation} does not exist`],
  ['raise_ambiguous_alias', ['node_1', 'node_2', 'duped_name'], (_, __, name) => `two nodes have the relation ${name}`],
  [
    'raise_ambiguous_catalog_match',
    ['unique_id', 'match_1', 'match_2'],
    (id) => `two relations could be that of ${id}`,
  ],
  ['raise_dataclass_not_dict', ['obj'], (value) => `a dictionary is needed, not ${value}`],
  [
    'raise_dep_not_found',
    ['node', 'node_description', 'required_pkg'],
    (_, what, name) => `${what} needs the package '${name}', which is not there`,
  ],
  [
    'raise_duplicate_patch_name',
    ['patch_1', 'existing_patch_path'],
    (_, path) => `a resource is described twice, also in ${path}`,
  ],
  ['raise_duplicate_resource_name', ['node_1', 'node_2'], () => 'two resources have one name'],
  ['raise_invalid_property_yml_version', ['path', 'issue'], (path, issue) => `${path}: ${issue}`],
  [
    'relation_wrong_type',
    ['relation', 'expected_type', 'model'],
    (relation, expected) => `${relation} is in the way: it should be a ${expected}`,
  ],
  [
    'raise_contract_error',
    ['yaml_columns', 'sql_columns'],
    () => 'the columns of the query are not those of the contract',
  ],
  ['column_type_missing', ['column_names'], (names) => `these columns of the contract have no data_type: ${names}`],
];

function textOf(value: Value | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' && 'items' in value ? toArray(value).map(toText).join(', ') : toText(value);
}

/** Lines and blanks of a message become one line; its full stop is the diagnostic's own. */
function oneSentence(message: string): string {
  return message.trim().replace(/\s+/g, ' ').replace(/\.$/, '') || 'the template raises an error without a message';
}

function raising(name: string, parameters: readonly string[], message: (...texts: string[]) => string): Value {
  return hostFunction(`exceptions.${name}`, (args: CallArguments) => {
    const texts = parameters.map((parameter, index) => textOf(argument(args, index, parameter)));
    throw new TemplateError('raised', oneSentence(message(...texts)));
  });
}

function exceptions({ vocabulary }: NodeContext): Value {
  const warning = (name: string, message: (args: CallArguments) => string) =>
    hostFunction(`exceptions.${name}`, (args) => {
      const sentence = oneSentence(message(args));
      return new AtPlace((place) => {
        vocabulary.warn(sentence, place);
        return '';
      });
    });
  const warnings = new Map<string, Value>([
    ['warn', warning('warn', (args) => textOf(argument(args, 0, 'msg')))],
    [
      'warn_snapshot_timestamp_data_types',
      warning(
        'warn_snapshot_timestamp_data_types',
        ({ positional: [first, second] }) =>
          `the times of a snapshot have two types, ${textOf(first)} and ${textOf(second)}`,
      ),
    ],
  ]);
  return new HostNamespace('dict', (name) => {
    const found = messages.find(([known]) => known === name);
    return found ? raising(...found) : warnings.get(name);
  });
}

export const exceptionMembers: Members = new Map<string, (context: NodeContext) => Value>([['exceptions', exceptions]]);
