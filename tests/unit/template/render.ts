// Templates rendered with dbt's vocabulary on plain facts: questions are answered by the test, and kept.

import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { compileTemplate, type Limits } from '../../../src/jinja/index.ts';
import type { Value } from '../../../src/jinja/value.ts';
import { Question } from '../../../src/jinja/value.ts';
import { QueryTable } from '../../../src/template/agate/table.ts';
import { nodeGlobals } from '../../../src/template/globals.ts';
import { loadMacros, type MacroLibrary } from '../../../src/template/macros.ts';
import type { QueryAnswer, QueryRequest } from '../../../src/template/query-result.ts';
import { RelationObject } from '../../../src/template/relation-object.ts';
import type { NodeVocabulary, RunFacts } from '../../../src/template/vocabulary.ts';

export const run: RunFacts = {
  invocationId: '00000000-0000-4000-8000-000000000000',
  startedAt: new Date('2026-01-31T12:34:56.789Z'),
  projectName: 'probe',
  versions: new Map([
    ['probe', '1.0'],
    ['other', '0.21.0'],
  ]),
  givenVars: { v3: 'x' },
  vars: { v1: 1n, v2: '{{ 1 + 1 }}', v3: 'x' },
  packageVars: new Map(),
  dispatch: new Map(),
  env: {},
  target: {
    profileName: 'probe',
    name: 'dev',
    schema: 'public',
    database: 'template_scratch',
    threads: 2,
    host: '127.0.0.1',
    port: 54315,
    user: 'postgres',
    settings: {},
  },
  fullRefresh: false,
  flags: {
    empty: false,
    failFast: false,
    warnError: false,
    print: true,
    quiet: false,
    debug: false,
    logLevel: 'info',
    logFormat: 'text',
    indirectSelection: 'eager',
    versionCheck: true,
  },
  command: 'compile',
  threads: 2,
  smeltVersion: '0.0.0',
};

export interface Settings {
  readonly run?: Partial<RunFacts>;
  readonly vocabulary?: Partial<NodeVocabulary>;
  /** Macro files by package. */
  readonly macros?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  /** By a part of the query's text. */
  readonly answers?: Readonly<Record<string, QueryAnswer>>;
}

export interface Outcome {
  readonly text: string;
  readonly value: Value;
  readonly problems: readonly Diagnostic[];
  readonly queries: readonly string[];
  readonly warnings: readonly string[];
  readonly said: readonly string[];
}

export function libraryOf(macros: Readonly<Record<string, string>>): MacroLibrary {
  const files = Object.entries(macros).map(([packageName, text]) => ({
    packageName,
    file: { path: `${packageName}/macros.sql`, text },
  }));
  const library = loadMacros('probe', files);
  if (!library.ok) throw new Error(library.problems.map(({ message }) => message).join('\n'));
  return library.value;
}

export function render(text: string, settings: Settings = {}): Outcome {
  const queries: string[] = [];
  const warnings: string[] = [];
  const said: string[] = [];
  const vocabulary: NodeVocabulary = {
    mode: 'execute',
    packageName: 'probe',
    ref: ({ name }) => RelationObject.of({ schema: 'public', name }, 'db'),
    source: (schema, name) => RelationObject.of({ schema, name }, 'db'),
    config: () => undefined,
    configValue: () => undefined,
    current: RelationObject.of({ schema: 'public', name: 'me' }, 'db'),
    isIncremental: () => true,
    shouldFullRefresh: () => false,
    model: () => ({ name: 'me', resource_type: 'model' }),
    warn: (message) => void warnings.push(message),
    query: (sql, engine = false) =>
      new Question(
        { kind: 'query', sql, engine },
        (answer) => new QueryTable(answer as QueryAnswer, (text) => void said.push(text)),
      ),
    extra: () => undefined,
    ...settings.vocabulary,
  };
  const template = compileTemplate({ path: 'models/me.sql', text });
  const nothing = { text: '', value: null, queries, warnings, said };
  if (!template.ok) return { ...nothing, problems: template.problems };
  const globals = nodeGlobals(vocabulary, {
    run: { ...run, ...settings.run },
    library: libraryOf(settings.macros ?? {}),
    graph: () => ({ nodes: {}, sources: {} }),
    say: (message) => void said.push(message),
    doc: (_, packageName, name) => `${packageName ?? ''}/${name}`,
  });
  const mode = vocabulary.mode === 'parse' ? 'lenient' : 'default';
  const rendering = template.value.start(globals, {
    native: true,
    undefined: mode,
    limits: settings.limits ?? {},
  });
  for (let progress = rendering.next(); ; ) {
    if (progress.kind === 'failed') return { ...nothing, problems: progress.diagnostics };
    if (progress.kind === 'done')
      return { ...nothing, text: progress.output.text, value: progress.output.value, problems: [] };
    const { sql } = progress.request as QueryRequest;
    queries.push(sql);
    const answer = Object.entries(settings.answers ?? {}).find(([part]) => sql.includes(part))?.[1];
    progress = rendering.next(answer ?? { columns: [], rows: [] });
  }
}

/** The text, which must be rendered without a mistake. */
export function textOf(text: string, settings: Settings = {}): string {
  const { problems, text: rendered } = render(text, settings);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return rendered;
}

/** `CODE: message` of the first mistake. */
export function mistakeOf(text: string, settings: Settings = {}): string {
  const [problem] = render(text, settings).problems;
  return problem ? `${problem.code}: ${problem.message}` : '';
}
