// Jinja in settings: strings of project.yml, profiles, targets and properties files that hold a template are rendered with
// dbt's small context (`env_var`, `var`, `target`), natively: a string that is one expression becomes that expression's value.

import { diagnosticWithin } from '../diagnostics/embedded-text.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import type { Span, TextFile } from '../diagnostics/text-file.ts';
import { TemplateError } from '../jinja/errors.ts';
import { compileTemplate, render } from '../jinja/index.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import { toText } from '../jinja/python/printing.ts';
import { type CallArguments, Dict, HostObject, List, Tuple, type Value } from '../jinja/value.ts';
import { type Env, variableOf } from './env.ts';
import type { Report } from './read-value.ts';
import { secretPrefix } from './secrets.ts';
import { type TargetFacts, targetValue } from './target-facts.ts';
import { templateValueOf } from './template-value.ts';
import type { YamlDataObject, YamlMap, YamlValue } from './yaml-value.ts';

export interface SettingContext {
  readonly env: Env;
  readonly vars: YamlDataObject;
  /** Null where it is not known yet: then templates have no `target`. */
  readonly target: TargetFacts | null;
  /** Whether `DBT_ENV_SECRET…` resolves: in targets, profiles.yml and packages.yml alone. */
  readonly secretsAllowed: boolean;
}

/**
 * The same tree with its templates rendered. `wanted` is asked with the path of keys to a value (positions in lists are not
 * part of it) and the value, and keeps values from being rendered. A template that fails is reported, and its text stays.
 */
export function renderSettings(
  value: YamlValue,
  context: SettingContext,
  wanted: (path: readonly string[], value: YamlValue) => boolean,
  report: Report,
): YamlValue {
  const visit = (one: YamlValue, path: readonly string[]): YamlValue => {
    if (one.kind === 'scalar') {
      return typeof one.value === 'string' && hasTemplate(one.value)
        ? renderText(one.value, one.span, context, report)
        : one;
    }
    if (one.kind === 'list') return { ...one, items: one.items.map((item) => visit(item, path)) };
    const entries = one.entries.map((entry) => {
      const below = [...path, entry.key];
      return wanted(below, entry.value) ? { ...entry, value: visit(entry.value, below) } : entry;
    });
    return { ...one, entries };
  };
  return mayHoldTemplate(value.span.file) ? visit(value, []) : value;
}

export function renderMap(
  map: YamlMap,
  context: SettingContext,
  wanted: (path: readonly string[], value: YamlValue) => boolean,
  report: Report,
): YamlMap {
  const rendered = renderSettings(map, context, wanted, report);
  return rendered.kind === 'map' ? rendered : map;
}

export function hasTemplate(text: string): boolean {
  return /\{[{%#]/.test(text);
}

const withTemplates = new WeakMap<TextFile, boolean>();

/** Most files hold no template at all, and are not walked through. A backslash may hide one. */
export function mayHoldTemplate(file: TextFile): boolean {
  const known = withTemplates.get(file) ?? /\{[{%#]|\\/.test(file.text);
  withTemplates.set(file, known);
  return known;
}

function renderText(text: string, span: Span, context: SettingContext, report: Report): YamlValue {
  const asWritten: YamlValue = { kind: 'scalar', value: text, span };
  const file: TextFile = { path: span.file.path, text };
  const template = compileTemplate(file);
  const rendered = template.ok ? render(template.value, globalsOf(context), { native: true }) : template;
  if (rendered.ok) return treeOf(rendered.value.value, span);
  for (const problem of rendered.problems) report(diagnosticWithin(problem, file, span));
  return asWritten;
}

/** `env_var`, `var`, and `target` where it is known. */
export function globalsOf(context: SettingContext): ReadonlyMap<string, Value> {
  const globals = new Map<string, Value>([
    ['env_var', new SettingFunction('env_var', (name, fallback) => environmentVariable(name, fallback, context))],
    ['var', new SettingFunction('var', (name, fallback) => projectVariable(name, fallback, context.vars))],
  ]);
  if (context.target) globals.set('target', fromJson(targetValue(context.target)));
  return globals;
}

function environmentVariable(name: string, fallback: Value | undefined, context: SettingContext): Value {
  if (name.startsWith(secretPrefix) && !context.secretsAllowed) {
    throw new TemplateError('raised', `the secret ${name} cannot be used here`, {
      code: 'TEMPLATE_SECRET',
      help: `Secrets (${secretPrefix}…) resolve only in targets:, profiles.yml and packages.yml`,
    });
  }
  const value = variableOf(context.env, name) ?? fallback;
  if (value !== undefined) return value;
  throw new TemplateError('raised', `the environment variable ${name} is not set`, {
    code: 'TEMPLATE_ENV_VAR',
    help: `Set ${name} in the environment or in .env, or give a default: env_var('${name}', '…')`,
  });
}

function projectVariable(name: string, fallback: Value | undefined, vars: YamlDataObject): Value {
  const value = Object.hasOwn(vars, name) ? vars[name] : undefined;
  if (value !== undefined) return templateValueOf(value);
  if (fallback !== undefined) return fallback;
  throw new TemplateError('raised', `the variable "${name}" is not set`, {
    code: 'TEMPLATE_VAR',
    help: didYouMean(name, Object.keys(vars), `Give it with --vars '{${name}: …}', or a default: var('${name}', '…')`),
  });
}

/** `name(key, default)` with the key as text. */
class SettingFunction extends HostObject {
  override readonly typeName = 'function';
  readonly #name: string;
  readonly #run: (key: string, fallback: Value | undefined) => Value;

  constructor(name: string, run: (key: string, fallback: Value | undefined) => Value) {
    super();
    this.#name = name;
    this.#run = run;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): Value {
    const key = args.positional[0] ?? args.keywords.get('var') ?? args.keywords.get('var_name');
    if (typeof key !== 'string') throw new TemplateError('type', `${this.#name}() takes a name as its first argument`);
    return this.#run(key, args.positional[1] ?? args.keywords.get('default'));
  }
  override toText(): string {
    return `<function ${this.#name}>`;
  }
}

/** What a native render gave, as a tree placed where the setting is. */
function treeOf(value: Value, span: Span): YamlValue {
  if (value instanceof List || value instanceof Tuple) {
    return { kind: 'list', items: value.items.map((item) => treeOf(item, span)), span };
  }
  if (value instanceof Dict) {
    const entries = [...value.entries.values()].map(({ key, value: item }) => ({
      key: toText(key),
      keySpan: span,
      value: treeOf(item, span),
    }));
    return { kind: 'map', entries, span };
  }
  return { kind: 'scalar', value: typeof value === 'object' && value !== null ? toText(value) : value, span };
}
