// One file in parse mode: what it refers to and how it configures itself. Rendered with nothing of the database known,
// so that references hidden in macros and loops are found too; places come from the calls that can be seen in the tree.

import { failed, passed } from '../base/checked.ts';
import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { type Checked, type Diagnostic, warningAt } from '../diagnostics/diagnostic.ts';
import { type Span, spanOf } from '../diagnostics/source-text.ts';
import type { Reference } from '../graph/node.ts';
import { render } from '../jinja/index.ts';
import { toJson } from '../jinja/python/to-json.ts';
import type { Template } from '../jinja/template.ts';
import type { Value } from '../jinja/value.ts';
import type { ConfigEntry } from '../project/project.ts';
import { nodeGlobals } from '../template/globals.ts';
import type { MacroLibrary } from '../template/macros.ts';
import { emptyTable } from '../template/query-result.ts';
import { RelationObject } from '../template/relation-object.ts';
import { type StaticCall, staticCalls } from '../template/static-calls.ts';
import type { RefArguments, RunFacts } from '../template/vocabulary.ts';

export interface ParsedTemplate {
  readonly references: readonly Reference[];
  /** Of config() calls, in their order. */
  readonly config: readonly ConfigEntry[];
}

export interface ParseEnvironment {
  readonly run: RunFacts;
  readonly library: MacroLibrary;
  /** From project.yml and properties: what config.get sees before the file's own. */
  readonly config: readonly ConfigEntry[];
  readonly model: JsonObject;
}

const noted = new Set(['ref', 'source', 'config']);

export function parseTemplate(template: Template, environment: ParseEnvironment): Checked<ParsedTemplate> {
  const { source } = template;
  const calls = staticCalls(source, template.tree, noted);
  const references = new Map<string, Reference>();
  const config: ConfigEntry[] = [];
  const warnings: Diagnostic[] = [];
  const note = (reference: Reference) => {
    const key = referenceKey(reference);
    if (!references.has(key)) references.set(key, reference);
  };
  const somewhere: RelationObject = RelationObject.of(
    { schema: environment.run.target.schema, name: '' },
    environment.run.target.database,
  );
  const rendered = render(
    template,
    nodeGlobals(
      {
        mode: 'parse',
        ref(args) {
          note({ kind: 'ref', ...args, span: refSpan(calls, args) ?? spanOf(source) });
          return somewhere.change({ identifier: args.name });
        },
        source(sourceName, name) {
          note({ kind: 'source', sourceName, name, span: sourceSpan(calls, sourceName, name) ?? spanOf(source) });
          return somewhere.change({ schema: sourceName, identifier: name });
        },
        config(entries) {
          for (const [key, value] of entries)
            config.push({ key, value: toJson(value), span: configSpan(calls, key) ?? spanOf(source) });
        },
        configValue: (key) => lastValue([...environment.config, ...config], key),
        current: somewhere.change({ identifier: String(environment.model.name ?? '') }),
        isIncremental: () => false,
        shouldFullRefresh: () => environment.run.fullRefresh,
        model: environment.model,
        graph: () => ({ nodes: {}, sources: {} }),
        log: () => undefined,
        warn: (message) =>
          void warnings.push(
            warningAt('JINJA_RAISED', message, { span: spanOf(source), help: 'A macro of the project warns of this' }),
          ),
        query: () => emptyTable(),
        doc: () => '',
      },
      environment.run,
      environment.library,
    ),
    { undefined: 'lenient' },
  );
  if (!rendered.ok) return failed([...warnings, ...rendered.problems]);
  return passed({ references: [...references.values()], config }, [...warnings, ...rendered.warnings]);
}

/** References written in properties files: `ref('client_account')`, `source('a', 'b')`; null where the text is neither. */
export function parseReference(text: string, span: Span): Reference | null {
  const match = /^\s*(ref|source)\s*\(\s*(['"])([^'"]+)\2\s*(?:,\s*(['"])([^'"]+)\4\s*)?\)\s*$/.exec(text);
  if (!match) return null;
  const [, kind, , first = '', , second] = match;
  if (kind === 'source') return second === undefined ? null : { kind, sourceName: first, name: second, span };
  return { kind: 'ref', packageName: second === undefined ? null : first, name: second ?? first, version: null, span };
}

export function referenceKey(reference: Reference): string {
  return reference.kind === 'ref'
    ? JSON.stringify(['ref', reference.packageName, reference.name, reference.version])
    : JSON.stringify(['source', reference.sourceName, reference.name]);
}

function lastValue(entries: readonly ConfigEntry[], key: string): JsonValue | undefined {
  return entries.findLast((entry) => entry.key === key)?.value;
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
