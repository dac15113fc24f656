// Where a node's relation is: dbt's rules for schema and alias, or what macros of the project make of them.

import { failed, passed } from '../base/checked.ts';
import type { JsonObject } from '../base/json-value.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { isModel, isSnapshot, type ModelNode, type RefableNode } from '../graph/node.ts';
import { compileTemplate, render } from '../jinja/index.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import { toText } from '../jinja/python/printing.ts';
import type { Template } from '../jinja/template.ts';
import type { Value } from '../jinja/value.ts';
import type { ModelConfig } from '../project/model-config.ts';
import type { RelationName } from '../sql/sql.ts';
import { defaultSchemaName } from '../template/builtin/node-macros.ts';
import { nodeGlobals } from '../template/globals.ts';
import type { MacroLibrary } from '../template/macros.ts';
import type { TemplateEnvironment } from '../template/vocabulary.ts';
import { parsingVocabulary } from './parse-template.ts';

type Part = 'schema' | 'alias' | 'database';

/** A macro that makes a name, with what its first argument is. */
interface Naming {
  readonly macro: string;
  readonly custom: string | null;
}

/** `model` is what the macros see as their second argument. */
export function relationNameOf(
  node: RefableNode,
  model: () => JsonObject,
  environment: TemplateEnvironment,
): Checked<RelationName> {
  const { library, run } = environment;
  const { config } = node;
  const warnings: Diagnostic[] = [];
  const problems: Diagnostic[] = [];
  const made = (part: Part, otherwise: string): string => {
    const naming = { macro: `generate_${part}_name`, custom: config[part] };
    if (!isOverridden(library, naming.macro)) return otherwise;
    const name = nameByMacro(naming, { node, model }, environment);
    if (!name.ok) {
      problems.push(...name.problems);
      return otherwise;
    }
    warnings.push(...name.warnings);
    return name.value;
  };
  const target = isSnapshot(node) ? snapshotTarget(config) : {};
  const schema = target.schema ?? made('schema', defaultSchemaName(config.schema, run.target.schema));
  const name = made('alias', config.alias?.trim() || usualName(node));
  const database = target.database ?? made('database', config.database ?? run.target.database);
  if (database.toLowerCase() !== run.target.database.toLowerCase())
    problems.push(otherDatabase(database, run.target.database, config.spans.get('database') ?? node.span));
  return problems.length > 0 ? failed([...warnings, ...problems]) : passed({ schema, name }, warnings);
}

/** `orders_v2` of a version. */
function usualName(node: RefableNode): string {
  const version = isModel(node) ? node.version : null;
  return version ? `${node.name}_v${String(version.name).replaceAll('.', '_')}` : node.name;
}

/** A snapshot may name its place as it is: no macro makes anything of these. */
function snapshotTarget({ raw }: ModelConfig): { readonly schema?: string; readonly database?: string } {
  const { target_schema: schema, target_database: database } = raw;
  return {
    ...(typeof schema === 'string' && schema !== '' ? { schema } : {}),
    ...(typeof database === 'string' && database !== '' ? { database } : {}),
  };
}

function isOverridden(library: MacroLibrary, macro: string): boolean {
  const names = [macro, `default__${macro}`, `postgres__${macro}`];
  return [...library.packages.values()].some((macros) => names.some((name) => macros.has(name)));
}

const pointerMacro = 'generate_latest_version_pointer_alias';

const calls = new Map(
  ['generate_schema_name', 'generate_alias_name', 'generate_database_name', pointerMacro].map((macro) => [
    macro,
    callOf(macro),
  ]),
);

function callOf(macro: string): Template | undefined {
  const template = compileTemplate({ path: '', text: `{{ ${macro}(__custom, __node) }}` });
  return template.ok ? template.value : undefined;
}

/** The name of the view that points to a version; `model` is what a macro sees as its second argument. */
export function pointerNameOf(
  node: ModelNode,
  model: () => JsonObject,
  environment: TemplateEnvironment,
): Checked<string> {
  const custom = node.config.latestVersionPointer.alias?.trim() || null;
  if (!isOverridden(environment.library, pointerMacro)) return passed(custom ?? node.name);
  return nameByMacro({ macro: pointerMacro, custom }, { node, model }, environment);
}

function nameByMacro(
  { macro, custom }: Naming,
  subject: { readonly node: RefableNode; readonly model: () => JsonObject },
  environment: TemplateEnvironment,
): Checked<string> {
  const { node, model } = subject;
  const template = calls.get(macro);
  if (!template) return passed(custom ?? '');
  const given = new Map<string, Value>([
    ['__custom', custom],
    ['__node', fromJson(model())],
  ]);
  const vocabulary = parsingVocabulary(subject, environment.run);
  const extra = (name: string) => given.get(name);
  const globals = nodeGlobals({ ...vocabulary, extra }, environment);
  const rendered = render(template, globals, { native: true });
  const place = node.span;
  if (!rendered.ok)
    return failed(
      rendered.problems.map((problem) =>
        problem.span?.file === template.file ? { ...problem, span: place } : problem,
      ),
    );
  const { value } = rendered.value;
  const name = value === null ? '' : toText(value).trim();
  if (name !== '') return passed(name, rendered.warnings);
  return failed([
    errorAt('TEMPLATE_NAME', `${macro} gives no name for ${node.name}`, {
      span: place,
      help: 'Let the macro print a name, for example {{ node.name }}',
    }),
  ]);
}

/** Of a relation that would be in another database than the target's. */
export function otherDatabase(database: string, own: string, span: Span): Diagnostic {
  return errorAt('TEMPLATE_DATABASE', `the target's database is ${own}, and ${database} is another`, {
    span,
    help: 'PostgreSQL reaches one database only: leave "database" out, or use another target',
  });
}
