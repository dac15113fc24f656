// Config keys of what a node is called, where it is, and whom it belongs to.

import { type Reader, readBoolean, readOneOf, readText, readTexts } from '../read-value.ts';
import { asksWhere, asRead, type ConfigKind, everyNode, type OtherKey, works } from './config-key.ts';
import { type LatestVersionPointer, latestVersionPointerParts, readLatestVersionPointer } from './read-pointer.ts';
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
    absent: "the target's schema",
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
    absent: "the node's name",
    kinds: everyNode,
    default: null,
    reader: readText,
    otherwise: null,
    about: "The relation's name, where that is not the node's.",
  }),
  database: works({
    name: 'database',
    takes: 'a text',
    example: '"{{ target.database }}"',
    absent: "the target's",
    kinds: everyNode,
    default: null,
    reader: readText,
    otherwise: null,
    about: "The target's database; any other is an error.",
  }),
};

/** Of every node and data test; a generic test has the group of what it is on. */
export const groupKeys = {
  group: works({
    name: 'group',
    takes: 'a text',
    example: 'finance',
    kinds: nodesAndTests,
    besideIn: everyNode,
    default: null,
    reader: readText,
    otherwise: null,
    shown: asRead,
    about: 'The group that it belongs to, declared under `groups:` of a properties file.',
  }),
};

export const accesses = ['private', 'protected', 'public'] as const;
export type Access = (typeof accesses)[number];

export const modelKeys = {
  access: works<Access>({
    name: 'access',
    takes: '`private`, `protected`, `public`',
    example: 'public',
    kinds: ['model'],
    besideIn: everyNode,
    default: 'protected',
    reader: readOneOf(accesses),
    otherwise: 'protected',
    shown: asRead,
    about:
      'Who may refer to the model. `private`: what is in its group; `protected`: every project, but that the package restricts it with `restrict-access`; `public`: all. An ephemeral model cannot be public.',
  }),
  latestVersionPointer: works<LatestVersionPointer>({
    name: 'latest_version_pointer',
    takes: 'a map, or true or false',
    example: '{ enabled: true }',
    kinds: ['model'],
    merge: 'by key',
    default: { enabled: null, alias: null },
    parts: latestVersionPointerParts,
    reader: readLatestVersionPointer,
    otherwise: { enabled: null, alias: null },
    shown: asRead,
    about: 'Of a model with versions: a view by the name without a version, over the latest one.',
  }),
};

export const otherGeneralKeys: readonly OtherKey[] = [
  {
    name: 'quoting',
    takes: 'a map',
    example: '{ identifier: true }',
    absent: 'all names are quoted',
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
    name: 'docs',
    takes: 'a map',
    example: '{ show: false }',
    kinds: everyNode,
    besideIn: everyNode,
    merge: 'by key',
    absent: '`{ show: true }`',
    default: { show: true, node_color: null },
    state: 'templates',
    about: "How dbt's documentation shows it.",
  },
  {
    name: 'on_error',
    takes: '`skip_children`, `continue`',
    example: 'continue',
    absent: '`skip_children`',
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
