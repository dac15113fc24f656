// YAML that is deep, wide, cyclic, or no YAML; settings that say something strange; names that PostgreSQL can hardly bear.

import type { HostileCase } from './hostile-case.ts';

const many = (count: number, line: (number: number) => string) =>
  Array.from({ length: count }, (_, number) => line(number)).join('');

const properties: Readonly<Record<string, string | Buffer | (() => string | Buffer)>> = {
  'no YAML': ': : :\n\t- [',
  'tabs as indentation': 'models:\n\t- name: m\n',
  'a mark at the beginning': '\ufeffmodels:\n  - name: m\n',
  'UTF-16': Buffer.from('\ufeffmodels:\n  - name: m\n', 'utf16le'),
  'UTF-16 without a mark': Buffer.from('models:\n  - name: m\n', 'utf16le'),
  Latin1: Buffer.from('models:\n  - name: caf\xe9\n', 'latin1'),
  'NUL bytes': 'models:\n  - name: m\u0000\n',
  'only NUL bytes': () => Buffer.alloc(1_000_000),
  nothing: '',
  'only a comment': '# nothing\n',
  'a list': '- a\n- b\n',
  'a number': '42\n',
  'two documents': 'models: []\n---\nmodels: []\n',
  'a key twice': 'models: []\nmodels: []\n',
  'deep lists': () => `models: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`,
  'deep maps': () => many(3_000, (n) => `${' '.repeat(n)}a:\n`),
  'deep flow maps': () => `${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}\n`,
  'a bomb of anchors': () =>
    `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${many(12, (n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}*a${n}]\n`)}`,
  'a bomb of merges': () =>
    `a0: &a0 {x: 1}\n${many(30, (n) => `a${n + 1}: &a${n + 1} {<<: [*a${n}, *a${n}], k${n}: 1}\n`)}`,
  'a cyclic anchor': 'models: &a\n  - name: m\n    meta: *a\n',
  'an anchor that is not there': 'models: *nope\n',
  'a key of a megabyte': () => `${'k'.repeat(1_000_000)}: 1\n`,
  'a value of ten megabytes': () => `models:\n  - name: m\n    description: ${'v'.repeat(10_000_000)}\n`,
  'forty thousand models that are not there': () =>
    `models:\n${many(40_000, (n) => `  - name: some_model_number_${n}_that_is_missing_${'x'.repeat(30)}\n`)}`,
  'forty thousand unknown keys': () => `models:\n  - name: m\n${many(40_000, (n) => `    key_${n}: 1\n`)}`,
  'forty thousand columns': () => `models:\n  - name: m\n    columns:\n${many(40_000, (n) => `      - name: c${n}\n`)}`,
  'prototype keys':
    'models:\n  - name: m\n    meta: {__proto__: {a: 1}, constructor: 1, toString: 2}\n    __proto__: 1\n',
  'a tag that makes an object': 'models: !!python/object/apply:os.system ["true"]\n',
  'a binary tag': 'models:\n  - name: m\n    description: !!binary aGVsbG8=\n',
  'a timestamp and odd numbers':
    'models:\n  - name: m\n    meta: {a: 2024-01-01, b: .inf, c: .nan, d: 0o17, e: 1e999, f: 123456789012345678901234567890}\n',
  'null keys': 'models:\n  - ? \n    : 1\n',
  'a map as a key': '? {a: 1}\n: 2\n',
  'a description that never ends': 'models:\n  - name: m\n    description: "{{ doc(\'nope\') }}"\n',
  'a description that loops': 'models:\n  - name: m\n    description: "{% for i in range(10 ** 12) %}x{% endfor %}"\n',
  'a setting that loops': 'models:\n  - name: m\n    config: {alias: "{{ \'x\' * 10 ** 10 }}"}\n',
  'a secret where none may be': 'models:\n  - name: m\n    description: "{{ env_var(\'DBT_ENV_SECRET_TOKEN\') }}"\n',
  'an escape sequence of terminals': 'models:\n  - name: "\\e[31mred\\e[0m\\e]0;title\\a"\n',
  'numbers as names': 'models:\n  - name: 1\n  - name: true\n  - name: null\n',
  'lists as names': 'models:\n  - name: [m]\n',
  'a hundred thousand tests': () =>
    `models:\n  - name: m\n    columns:\n      - name: a\n        tests:\n${many(20_000, (n) => `          - accepted_values: {values: [${n}]}\n`)}`,
};

const propertyCases = Object.entries(properties).map(
  ([name, content]): HostileCase => ({
    name: `properties: ${name}`,
    files: () => ({
      'models/m.sql': 'select 1 as a',
      'models/m.yml': typeof content === 'function' ? content() : content,
    }),
    words: ['parse'],
    small: typeof content !== 'function',
  }),
);

const projectLines: Readonly<Record<string, string>> = {
  'a hook that loops': 'on-run-start: ["{% for i in range(10 ** 12) %}{% endfor %}"]\n',
  'a hook that is no SQL': 'on-run-start: ["nope nope"]\n',
  'a hook with a secret that fails': 'on-run-start: ["select \'{{ env_var(\\"DBT_ENV_SECRET_TOKEN\\") }}\'::int"]\n',
  'model paths outside': 'model-paths: [../../../../etc]\n',
  'model paths of everything': 'model-paths: [.]\n',
  'model paths of nothing': 'model-paths: []\n',
  'a version of a list': 'version: [1, [2]]\n',
  'vars of everything': 'vars: {a: {b: {c: [1, {d: null}]}}, "": 1, "é": 2}\n',
  'a name of another project': 'models: {nope: {+materialized: table}}\n',
  'an unknown materialization': 'models: {+materialized: frobnicate}\n',
  'a schema of a kilobyte': `models: {+schema: ${'s'.repeat(1000)}}\n`,
  'clean targets outside': 'clean-targets: [/, ../..]\n',
};

const projectCases = Object.entries(projectLines).map(
  ([name, line]): HostileCase => ({
    name: `project: ${name}`,
    files: () => ({ 'models/m.sql': 'select 1 as a', 'project-lines.yml': line }),
    words: name.startsWith('clean') ? ['clean'] : ['build'],
  }),
);

const names: readonly string[] = [
  'a"b',
  "a'b",
  'a b',
  ' a',
  'A',
  'é',
  '日本語',
  '😀',
  'a%sb',
  'a%',
  'a\\b',
  'a$1',
  '$$',
  '$x$',
  'a;b',
  'a--b',
  'a/*b',
  'select',
  'user',
  'a:b',
  '{x}',
  'a\tb',
  'a\u202eb',
  'n'.repeat(63),
  'n'.repeat(64),
  'é'.repeat(31),
  'é'.repeat(32),
  '1',
  '__proto__',
  'constructor',
  "'; drop schema public; --",
];

const nameCases = names.map(
  (name): HostileCase => ({
    name: `an alias and a column called ${JSON.stringify(name)}`,
    files: () => ({
      'models/m.sql': `{{ config(materialized='table', alias=${JSON.stringify(name)}) }}select 'kept' as "${name.replaceAll('"', '""').replaceAll('{', '{{ "{" }}')}"`,
      'models/reader.sql': "select * from {{ ref('m') }}",
    }),
    words: ['build'],
    ...(Buffer.byteLength(name) > 63
      ? { exit: 1 as const }
      : { values: { query: 'select * from public.reader', expected: [['kept']] } }),
  }),
);

const fileNames: readonly string[] = [
  'a b.sql',
  "it's.sql",
  'é.sql',
  '😀.sql',
  'a%20b.sql',
  'a$b.sql',
  'a"b.sql',
  'a.b.sql',
  '.sql',
  `${'n'.repeat(100)}.sql`,
  'select.sql',
  '-a.sql',
  '$(touch x).sql',
];

const fileNameCases = fileNames.map(
  (file): HostileCase => ({
    name: `a model in a file called ${file}`,
    files: () => ({ [`models/${file}`]: 'select 1 as a' }),
    words: ['build'],
  }),
);

export const settingCases: readonly HostileCase[] = [...propertyCases, ...projectCases, ...nameCases, ...fileNameCases];
