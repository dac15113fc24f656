// Where a project keeps its resources: the `…-paths` keys of its project file, with dbt's defaults.

import { type Fields, type Report, readText, readTexts } from './read-value.ts';
import { readKeys, type SettingKeys } from './setting-key.ts';

export interface ProjectPaths {
  readonly models: readonly string[];
  readonly seeds: readonly string[];
  readonly snapshots: readonly string[];
  readonly analyses: readonly string[];
  readonly tests: readonly string[];
  readonly macros: readonly string[];
  /** Read for docs blocks alone. */
  readonly functions: readonly string[];
  /** Null: all of the above. */
  readonly docs: readonly string[] | null;
  /** Where Smelt writes what it compiles. */
  readonly target: string;
  readonly packages: string;
  readonly clean: readonly string[];
}

const folders = { reader: readTexts, type: 'folders' } as const;
const folder = { reader: readText, type: 'folder' } as const;

/** From the folder of the project file. */
export const pathKeys = {
  models: {
    ...folders,
    name: 'model-paths',
    absent: { value: ['models'], shown: '`[models]`' },
    example: '[models, more]',
    about: 'Models, and files of properties.',
  },
  seeds: {
    ...folders,
    name: 'seed-paths',
    absent: { value: ['seeds'], shown: '`[seeds]`' },
    example: '[seeds, more]',
    about: 'Seeds.',
  },
  snapshots: {
    ...folders,
    name: 'snapshot-paths',
    absent: { value: ['snapshots'], shown: '`[snapshots]`' },
    example: '[snapshots, more]',
    about: 'Snapshots.',
  },
  analyses: {
    ...folders,
    name: 'analysis-paths',
    absent: { value: ['analyses'], shown: '`[analyses]`' },
    example: '[analyses, more]',
    about: 'Analyses.',
  },
  tests: {
    ...folders,
    name: 'test-paths',
    absent: { value: ['tests'], shown: '`[tests]`' },
    example: '[tests, more]',
    about: 'Singular data tests, and generic ones in `generic`.',
  },
  macros: {
    ...folders,
    name: 'macro-paths',
    absent: { value: ['macros'], shown: '`[macros]`' },
    example: '[macros, more]',
    about: 'Macros.',
  },
  functions: {
    ...folders,
    name: 'function-paths',
    absent: { value: ['functions'], shown: '`[functions]`' },
    example: '[functions, more]',
    about: 'Functions, of which docs blocks alone are read.',
  },
  docs: {
    ...folders,
    name: 'docs-paths',
    absent: { words: 'all of the above' },
    example: '[docs]',
    about: 'Docs blocks.',
  },
  target: {
    ...folder,
    name: 'target-path',
    absent: { value: 'target' },
    example: 'out',
    about: 'Where compiled SQL is written.',
  },
  packages: {
    ...folder,
    name: 'packages-install-path',
    absent: { value: 'dbt_packages' },
    example: 'packages',
    about: 'Where packages are installed.',
  },
  clean: {
    ...folders,
    name: 'clean-targets',
    absent: { words: 'that of `target-path`' },
    example: '[target, logs]',
    about: 'What `smelt clean` removes, beside the folder of `target-path`.',
  },
} as const satisfies SettingKeys;

export function readProjectPaths(fields: Fields, report: Report): ProjectPaths {
  const { docs = null, clean, ...paths } = readKeys(pathKeys, { fields, of: 'the project file' }, report);
  return { ...paths, docs, clean: clean ?? [paths.target] };
}
