// One file in parse mode: what it refers to, how it configures itself, and what else it is made with. What can be read off the tree
// exactly is read there; anything else is rendered with nothing of the database known, so that references in macros and loops are found.

import { failed, passed } from '../base/checked.ts';
import type { JsonObject } from '../base/json-value.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Span, spanOf } from '../diagnostics/text-file.ts';
import { type DependsOn, dependsOn, type NamesFound } from '../graph/depends-on.ts';
import type { Node } from '../graph/node.ts';
import { type Reference, referenceKey } from '../graph/reference.ts';
import { render } from '../jinja/index.ts';
import { toJson } from '../jinja/python/to-json.ts';
import type { Template } from '../jinja/template.ts';
import { Undefined, type Value } from '../jinja/value.ts';
import type { ConfigEntry } from '../project/project.ts';
import type { NameFinder } from '../template/find-names.ts';
import { nodeGlobals } from '../template/globals.ts';
import { RelationObject } from '../template/relation-object.ts';
import { type StaticCall, staticCalls } from '../template/static-calls.ts';
import { extractStatically } from '../template/static-extraction.ts';
import type { NodeVocabulary, RefArguments, RunFacts, TemplateEnvironment } from '../template/vocabulary.ts';
import { templateWarning } from './template-warning.ts';

export interface ParsedTemplate {
  readonly references: readonly Reference[];
  /** Of config() calls, in their order. */
  readonly config: readonly ConfigEntry[];
  readonly dependsOn: DependsOn;
}

/** What parsing a file needs, the same for all files of a project. */
export interface ParseEnvironment extends TemplateEnvironment {
  readonly names: NameFinder;
}

/** Whose template is parsed, as far as it is known before. */
export interface ParsedSubject {
  readonly node: Pick<Node, 'name' | 'packageName'>;
  /** dbt's `model`; made only when asked for. */
  readonly model: () => JsonObject;
}

export function parseTemplate(
  template: Template,
  subject: ParsedSubject,
  environment: ParseEnvironment,
): Checked<ParsedTemplate> {
  return (
    readTemplate(template, subject.node.packageName, environment) ?? renderInParseMode(template, subject, environment)
  );
}

/** Without rendering; undefined where that would not be exact. */
export function readTemplate(
  template: Template,
  packageName: string,
  environment: ParseEnvironment,
): Checked<ParsedTemplate> | undefined {
  const found = extractStatically(template, packageName, environment);
  if (!found) return undefined;
  const notes = new Notes();
  for (const note of found) {
    if (note.kind === 'config') notes.configure(note.key, note.value, note.span);
    else notes.refer(note);
  }
  return passed(notes.parsed(environment.names.inTree(template.tree, packageName)));
}

export interface ParseOptions {
  /** Names beyond the vocabulary. */
  readonly extra?: ReadonlyMap<string, Value>;
  /** Whether `value` is dbt's native value. */
  readonly native?: boolean;
}

/** With what its rendering gave. */
export interface RenderedTemplate extends ParsedTemplate {
  readonly value: Value;
}

/** Anything else that a properties file or a template holds. */
export function renderInParseMode(
  template: Template,
  subject: ParsedSubject,
  environment: ParseEnvironment,
  { extra, native = false }: ParseOptions = {},
): Checked<RenderedTemplate> {
  const { file, tree } = template;
  const calls = staticCalls(file, tree, noted);
  const warnings: Diagnostic[] = [];
  const notes = new Notes();
  const vocabulary = parsingVocabulary(subject, environment.run);
  const rendered = render(
    template,
    nodeGlobals(
      {
        ...vocabulary,
        extra: (name) => extra?.get(name),
        ref(args) {
          notes.refer({ kind: 'ref', ...args, span: refSpan(calls, args) ?? spanOf(file) });
          return vocabulary.ref(args);
        },
        source(sourceName, name) {
          const span = sourceSpan(calls, sourceName, name) ?? spanOf(file);
          notes.refer({ kind: 'source', sourceName, name, span });
          return vocabulary.source(sourceName, name);
        },
        config(entries) {
          for (const [key, value] of entries) notes.configure(key, value, configSpan(calls, key) ?? spanOf(file));
        },
        asked: (kind, name) => notes.ask(kind, name),
        warn: (message, place) => void warnings.push(templateWarning(message, place)),
      },
      environment,
    ),
    { undefined: 'lenient', native },
  );
  if (!rendered.ok) return failed([...warnings, ...rendered.problems]);
  const parsed = notes.parsed(environment.names.inTree(tree, subject.node.packageName));
  return passed({ ...parsed, value: rendered.value.value }, [...warnings, ...rendered.warnings]);
}

const noted = new Set(['ref', 'source', 'config']);

/** What a file says of itself, each reference once. */
class Notes {
  readonly #references = new Map<string, Reference>();
  readonly #config: ConfigEntry[] = [];
  readonly #asked = { macro: new Set<string>(), var: new Set<string>(), envVar: new Set<string>() };

  refer(reference: Reference): void {
    const key = referenceKey(reference);
    if (!this.#references.has(key)) this.#references.set(key, reference);
  }
  configure(key: string, value: Value, span: Span): void {
    this.#config.push({ key, value: toJson(value), span });
  }
  ask(kind: 'macro' | 'var' | 'envVar', name: string): void {
    this.#asked[kind].add(name);
  }
  /** `read`: the names that are in the template, those in branches that were not taken included. */
  parsed(read: NamesFound): ParsedTemplate {
    const { macro: reachedMacros, var: vars, envVar: envVars } = this.#asked;
    return {
      references: [...this.#references.values()],
      config: this.#config,
      dependsOn: dependsOn(read, { reachedMacros, vars, envVars }),
    };
  }
}

/** The vocabulary in which nothing is known and nothing is noted. */
export function parsingVocabulary({ node, model }: ParsedSubject, run: RunFacts): NodeVocabulary {
  const current = RelationObject.of({ schema: run.target.schema, name: node.name }, run.target.database);
  return {
    mode: 'parse',
    packageName: node.packageName,
    // As in dbt, every reference is the node's own relation until the graph is known.
    ref: () => current,
    source: () => current,
    config: () => undefined,
    configValue: () => undefined,
    current,
    isIncremental: () => false,
    shouldFullRefresh: () => run.fullRefresh,
    model,
    warn: () => undefined,
    query: () => new Undefined('queries are answered when the template runs', true),
    extra: () => undefined,
  };
}

function refSpan(calls: readonly StaticCall[], args: RefArguments): Span | undefined {
  const names: readonly (Value | undefined)[] = args.packageName === null ? [args.name] : [args.packageName, args.name];
  return calls.find((call) => call.name === 'ref' && sameValues(call.positional, names))?.span;
}

function sourceSpan(calls: readonly StaticCall[], sourceName: string, name: string): Span | undefined {
  return calls.find((call) => call.name === 'source' && sameValues(call.positional, [sourceName, name]))?.span;
}

function configSpan(calls: readonly StaticCall[], key: string): Span | undefined {
  const configs = calls.filter((call) => call.name === 'config');
  return configs.findLast((call) => call.keywords.has(key))?.keywords.get(key)?.span ?? configs[0]?.span;
}

function sameValues(a: readonly (Value | undefined)[], b: readonly (Value | undefined)[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
