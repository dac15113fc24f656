// The table of the keys of a `files:` block. From it follow how they are read, which are known, and docs/file-sources.md.

import { readDuration } from './duration.ts';
import type { FileSettings } from './project.ts';
import { type Reader, readBoolean, readInteger, readMap, readOneOf, readText, readTexts } from './read-value.ts';
import type { SettingKeys } from './setting-key.ts';
import { jsonOf } from './yaml-value.ts';

const readPlaced: Reader<FileSettings['location']> = (value, name, report) => {
  const text = readText(value, name, report);
  return text === undefined ? undefined : { value: text, span: value.span };
};

/** `data.items`, or the keys as a list where one of them has a dot in it. */
const readKeyPath: Reader<readonly string[]> = (value, name, report) =>
  value.kind === 'list' ? readTexts(value, name, report) : readText(value, name, report)?.split('.');

const readConditions: Reader<FileSettings['ok']> = (value, name, report) =>
  readMap(value, name, report)?.entries.map((entry) => ({ path: entry.key.split('.'), equals: jsonOf(entry.value) }));

export const fileKeys = {
  location: {
    name: 'location',
    reader: readPlaced,
    type: 'text',
    absent: 'needed',
    example: '"data/{site}/{day:yyyy-MM-dd}.csv"',
    about:
      'Where the files are, relative to the project. `{name}` stands for a part of the path and becomes a text column, `{day:yyyy/MM/dd}` a date. The ending is part of it: `{day:yyyy-MM-dd}.csv` does not find `.csv.gz`.',
  },
  format: {
    name: 'format',
    reader: readOneOf(['json', 'ndjson', 'csv']),
    type: '`json`, `ndjson`, `csv`',
    absent: 'needed',
    example: 'csv',
    about: 'How records are written in a file.',
  },
  gzip: {
    name: 'gzip',
    reader: readBoolean,
    type: 'true or false',
    absent: { words: "whether the file's name ends with `.gz`" },
    example: 'true',
    about: 'Whether the files are compressed.',
  },
  records: {
    name: 'records',
    reader: readKeyPath,
    type: 'text or list',
    absent: { value: [], shown: 'the page itself' },
    example: 'data.items',
    about: 'Where in a JSON page the list of records is: the keys that lead there. With `format: json` only.',
  },
  ok: {
    name: 'ok',
    reader: readConditions,
    type: 'map',
    absent: { value: [], shown: 'nothing' },
    example: '{ code: "00000" }',
    about: "What the page's other keys must be; a page that says otherwise has failed. With `format: json` only.",
  },
  maxRecords: {
    name: 'max_records',
    reader: readInteger(1, 1_000_000_000),
    type: '1 to 1,000,000,000',
    absent: { value: 10_000_000, shown: '`10000000`' },
    example: '50000',
    about:
      'The most records of one page: a page with more has failed, so that a small compressed file cannot fill the disk.',
  },
  maxAttempts: {
    name: 'max_attempts',
    reader: readInteger(1, 1000),
    type: '1 to 1000',
    absent: { value: 5, shown: '`5`' },
    example: '10',
    about: 'How often an unchanged page that failed is tried.',
  },
  backoffMilliseconds: {
    name: 'backoff',
    reader: readDuration,
    type: 'length of time: `30s`, `1m`, `2h`, `1d`',
    absent: { value: 60_000, shown: '`1m`' },
    example: '15m',
    about: 'How soon it is tried again; after each further failure it takes twice as long, an hour at most.',
  },
} as const satisfies SettingKeys;
