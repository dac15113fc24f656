// Where a project keeps its resources: the `…-paths` keys of its project file, with dbt's defaults.

import { type Fields, readText, readTexts } from './read-value.ts';

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

export const pathKeys = [
  'model-paths',
  'seed-paths',
  'snapshot-paths',
  'analysis-paths',
  'test-paths',
  'macro-paths',
  'docs-paths',
  'asset-paths',
  'function-paths',
  'target-path',
  'packages-install-path',
  'clean-targets',
  'log-path',
] as const;

export function readProjectPaths(fields: Fields): ProjectPaths {
  const target = fields.read('target-path', readText) ?? 'target';
  return {
    models: fields.read('model-paths', readTexts) ?? ['models'],
    seeds: fields.read('seed-paths', readTexts) ?? ['seeds'],
    snapshots: fields.read('snapshot-paths', readTexts) ?? ['snapshots'],
    analyses: fields.read('analysis-paths', readTexts) ?? ['analyses'],
    tests: fields.read('test-paths', readTexts) ?? ['tests'],
    macros: fields.read('macro-paths', readTexts) ?? ['macros'],
    functions: fields.read('function-paths', readTexts) ?? ['functions'],
    docs: fields.read('docs-paths', readTexts) ?? null,
    target,
    packages: fields.read('packages-install-path', readText) ?? 'dbt_packages',
    clean: fields.read('clean-targets', readTexts) ?? [target],
  };
}
