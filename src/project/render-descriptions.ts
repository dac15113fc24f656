// Jinja in the descriptions of a properties file: dbt's small context with doc(), and always a text.

import { diagnosticWithin } from '../diagnostics/embedded-text.ts';
import type { TextFile } from '../diagnostics/text-file.ts';
import { TemplateError } from '../jinja/errors.ts';
import { compileTemplate, render } from '../jinja/index.ts';
import { type CallArguments, HostObject, type Value } from '../jinja/value.ts';
import type { DocsBlock } from './project.ts';
import type { Report } from './read-value.ts';
import { globalsOf, hasTemplate, mayHoldTemplate, type SettingContext } from './render-setting.ts';
import type { YamlMap, YamlScalar, YamlValue } from './yaml-value.ts';

export interface DescriptionContext extends SettingContext {
  /** The docs block that the package means, or a TemplateError. */
  readonly doc: (packageName: string | null, name: string) => DocsBlock;
  readonly names: ReadonlyMap<string, Value>;
}

/**
 * The same tree with its descriptions rendered. `isDescription` is asked with the path of keys to a text (positions in lists are
 * not part of it). A template that fails is reported, and its text stays.
 */
export function renderDescriptions(
  map: YamlMap,
  context: DescriptionContext,
  isDescription: (path: readonly string[]) => boolean,
  report: Report,
): YamlMap {
  if (!mayHoldTemplate(map.span.file)) return map;
  const visit = (value: YamlValue, path: readonly string[]): YamlValue => {
    if (value.kind === 'list') return { ...value, items: value.items.map((item) => visit(item, path)) };
    if (value.kind === 'map') return visitMap(value, path);
    return isDescription(path) ? renderText(value, context, report) : value;
  };
  const visitMap = (value: YamlMap, path: readonly string[]): YamlMap => ({
    ...value,
    entries: value.entries.map((entry) => ({ ...entry, value: visit(entry.value, [...path, entry.key]) })),
  });
  return visitMap(map, []);
}

function renderText(scalar: YamlScalar, context: DescriptionContext, report: Report): YamlScalar {
  const { value, span } = scalar;
  if (typeof value !== 'string' || !hasTemplate(value)) return scalar;
  const file: TextFile = { path: span.file.path, text: value };
  const template = compileTemplate(file);
  const globals = new Map<string, Value>([...context.names, ...globalsOf(context), ['doc', new DocFunction(context)]]);
  const rendered = template.ok ? render(template.value, globals) : template;
  if (rendered.ok) return { ...scalar, value: rendered.value.text };
  for (const problem of rendered.problems) report(diagnosticWithin(problem, file, span));
  return scalar;
}

/** `doc('name')` or `doc('package', 'name')`. */
class DocFunction extends HostObject {
  override readonly typeName = 'function';
  readonly #context: DescriptionContext;

  constructor(context: DescriptionContext) {
    super();
    this.#context = context;
  }
  override get callable(): boolean {
    return true;
  }
  override call({ positional, keywords }: CallArguments): Value {
    const [first, second] = positional;
    const given = positional.length + keywords.size;
    if (given === 1 && typeof first === 'string') return this.#context.doc(null, first).text;
    if (given === 2 && typeof first === 'string' && typeof second === 'string')
      return this.#context.doc(first, second).text;
    throw new TemplateError(
      'type',
      'doc() takes the name of a docs block, or the name of a package and that of a block',
    );
  }
  override toText(): string {
    return '<function doc>';
  }
}
