// Config keys of what a node is called, where it is, and whom it belongs to.

import { type Reader, readBoolean, readOneOf, readText, readTexts } from '../read-value.ts';
import { asksWhere, asRead, type ConfigKind, everyNode, type OtherKey, works } from './config-key.ts';
import { readMeta } from './read-records.ts';

const nodesAndTests: readonly ConfigKind[] = [...everyNode, 'test'];
const everyKind: readonly ConfigKind[] = [...nodesAndTests, 'source'];

/** Each once. */
const readTags: Reader<readonly string[]> = (value, name, report) => {
  const tags = readTexts(value, name, report);
  return tags && [...new Set(tags)];
};

/** What models, seeds, snapshots, data tests and sources share. */
export const sharedKeys = {
  enabled: works({
    name: 'enabled',
    takes: 'true or false',
    example: 'false',
    kinds: everyKind,
    besideIn: ['test'],
    default: true,
    reader: readBoolean,
    otherwise: true,
    shown: asRead,
    about: 'Whether it is part of the project.',
  }),
  tags: works({
    name: 'tags',
    takes: 'a text or a list',
    example: '[nightly, finance]',
    kinds: everyKind,
    besideIn: ['test', 'source'],
    merge: 'append',
    default: [],
    reader: readTags,
    otherwise: [],
    shown: asRead,
    about: 'Names to select by: `--select tag:nightly`.',
  }),
  meta: works({
    name: 'meta',
    takes: 'a map',
    example: '{ owner: finance }',
    kinds: everyKind,
    besideIn: everyKind,
    merge: 'by key',
    default: {},
    reader: readMeta,
    otherwise: {},
    shown: asRead,
    about: 'Data of your own, for templates. Of a data test, `dimension` names the quality score that it counts for.',
  }),
};

export const placeKeys = {
  schema: works({
    name: 'schema',
    takes: 'a text',
    example: 'marts',
    kinds: everyNode,
    default: null,
    reader: readText,
    otherwise: null,
    about: "Put behind the target's schema: `marts` is `<target schema>_marts`, unless a macro makes it otherwise.",
  }),
  alias: works({
    name: 'alias',
    takes: 'a text',
    example: 'orders_v2',
    kinds: everyNode,
    default: null,
    reader: readText,
    otherwise: null,
    about: "The relation's name, where that is not the node's.",
  }),
  database: works({
    name: 'database',
    takes: 'a text',
    example: 'analytics',
    kinds: everyNode,
    default: null,
    reader: readText,
    otherwise: null,
    about: "The target's database; any other is an error.",
  }),
};

export const otherGeneralKeys: readonly OtherKey[] = [
  {
    name: 'quoting',
    takes: 'a map',
    example: '{ identifier: true }',
    kinds: everyNode,
    merge: 'by key',
    default: {},
    state: 'never',
    asks: (value) =>
      value.kind === 'map' &&
      value.entries.some(
        ({ key, value: item }) => key !== 'database' && item.kind === 'scalar' && item.value === false,
      ),
    meanwhile: 'Smelt always quotes names',
    instead: 'Write names in the case that the database has them in',
    about: 'Which names are quoted: all of them are, whatever it says.',
  },
  {
    name: 'access',
    takes: '`private`, `protected`, `public`',
    example: 'public',
    kinds: ['model'],
    besideIn: everyNode,
    default: 'protected',
    state: 'later',
    asks: asksWhere(readOneOf(['private', 'protected', 'public']), (access) => access === 'private'),
    waitsFor: 'groups of models',
    meanwhile: 'models of every group may refer to this one',
    about: '`private`: only models of its group may refer to it.',
  },
  {
    name: 'group',
    takes: 'a text',
    example: 'finance',
    kinds: nodesAndTests,
    besideIn: everyNode,
    default: null,
    state: 'templates',
    about: 'The group that it belongs to.',
  },
  {
    name: 'docs',
    takes: 'a map',
    example: '{ show: false }',
    kinds: everyNode,
    besideIn: everyNode,
    merge: 'by key',
    default: { show: true, node_color: null },
    state: 'templates',
    about: "How dbt's documentation shows it.",
  },
  {
    name: 'latest_version_pointer',
    takes: 'a map, or true or false',
    example: '{ enabled: true }',
    kinds: ['model'],
    merge: 'by key',
    default: { enabled: null, alias: null },
    state: 'later',
    asks: (value) =>
      value.kind === 'map'
        ? value.entries.some(({ key, value: item }) => key === 'enabled' && item.kind === 'scalar' && !!item.value)
        : value.kind === 'scalar' && value.value === true,
    waitsFor: 'versions of models',
    meanwhile: 'no view points to the latest version',
    about: 'A view by the name without a version, over the latest one.',
  },
  {
    name: 'on_error',
    takes: '`skip_children`, `continue`',
    example: 'continue',
    kinds: ['model'],
    default: null,
    state: 'later',
    asks: asksWhere(readOneOf(['skip_children', 'continue']), (choice) => choice === 'continue'),
    waitsFor: 'runs that go on below a failed node',
    meanwhile: 'what depends on a failed node is skipped',
    about: '`continue`: what depends on the model is built although it has failed.',
  },
  {
    name: 'freshness',
    takes: 'a map',
    example: '{ build_after: { count: 1, period: day } }',
    kinds: ['model'],
    default: null,
    state: 'templates',
    about: "When dbt's platform builds it again.",
  },
  {
    name: 'packages',
    takes: 'a list',
    example: '[numpy]',
    kinds: ['model'],
    defaultIn: everyNode,
    merge: 'append',
    default: [],
    state: 'templates',
    about: 'For models in Python, which other warehouses have.',
  },
  {
    name: 'static_analysis',
    takes: 'a text',
    example: 'off',
    kinds: everyKind,
    default: null,
    state: 'templates',
    about: "For dbt's engine in Rust.",
  },
];
