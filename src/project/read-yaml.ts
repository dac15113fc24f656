// Reads a YAML file into a tree with places. Syntax errors, duplicate keys and what dbt's files cannot hold (keys that
// are no scalars, tags) become diagnostics; what the keys mean is for those who read the tree.

import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, Scalar, type YAMLMap } from 'yaml';
import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { type Span, spanOf, type TextFile } from '../diagnostics/text-file.ts';
import { momentText, resolvePlainScalar } from './yaml-scalar.ts';
import { type ScalarValue, type YamlEntry, YamlMoment, type YamlValue } from './yaml-value.ts';

/** More values than any hand-written file has: what aliases of aliases may grow to. */
const maxValues = 1_000_000;
const maxDepth = 200;

/** The file's one document; an empty file is a null scalar. All problems of the file are reported at once. */
export function readYaml(file: TextFile): Checked<YamlValue> {
  // The failsafe schema leaves every scalar as text: what a plain one means is decided by yaml-scalar.ts.
  const document = parseDocument(file.text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
  });
  const problems = document.errors.map((error) =>
    errorAt('YAML_SYNTAX', syntaxMessage(error.code, error.message), {
      span: spanOf(file, error.pos[0], error.pos[1]),
      help: 'Correct the YAML here; the rest of the file is read once it parses',
    }),
  );
  if (problems.length > 0) return failed(problems);
  const reading = new Reading(file);
  const root = document.contents as Node | null;
  const value = root === null ? scalar(null, spanOf(file)) : reading.value(root, 0);
  return reading.problems.length > 0 ? failed(reading.problems) : passed(value);
}

class Reading {
  readonly problems: Diagnostic[] = [];
  readonly #file: TextFile;
  /** The nearest anchor of a name above the place that is read. (Alias.resolve would walk the whole file for each alias.) */
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  /** Inside the target of an alias, whose anchors have been seen before. */
  #inAlias = false;
  #values = 0;

  constructor(file: TextFile) {
    this.#file = file;
  }

  value(node: Node | null, depth: number): YamlValue {
    if (node === null) return scalar(null, spanOf(this.#file));
    const span = this.#span(node);
    if (++this.#values > maxValues || depth > maxDepth) {
      if (this.#values <= maxValues + 1)
        this.#refuse(span, 'this file grows too large or too deep', 'Use fewer aliases and less nesting');
      return scalar(null, span);
    }
    if (isAlias(node)) return this.#alias(node.source, span, depth);
    if (!this.#inAlias && 'anchor' in node && typeof node.anchor === 'string') this.#anchors.set(node.anchor, node);
    if (this.#open.has(node)) {
      this.#refuse(span, 'an alias is inside the value that it names', 'Write the value out');
      return scalar(null, span);
    }
    this.#open.add(node);
    const value = this.#content(node, span, depth);
    this.#open.delete(node);
    return value;
  }

  #content(node: Node, span: Span, depth: number): YamlValue {
    if (isSeq(node))
      return { kind: 'list', items: node.items.map((item) => this.value(item as Node | null, depth + 1)), span };
    if (isMap(node)) return { kind: 'map', entries: this.#entries(node, depth), span };
    if (!isScalar(node)) return scalar(null, span);
    const moment = momentOf(node);
    return moment ? { kind: 'scalar', value: moment.text, moment, span } : scalar(this.#scalarValue(node, span), span);
  }

  #alias(name: string, span: Span, depth: number): YamlValue {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      this.#refuse(span, `there is no anchor &${name} before this alias`, `Write &${name} at the value that is meant`);
      return scalar(null, span);
    }
    const outer = this.#inAlias;
    this.#inAlias = true;
    const value = this.value(target, depth + 1);
    this.#inAlias = outer;
    return value;
  }

  #entries(map: YAMLMap, depth: number): readonly YamlEntry[] {
    const merged = new Map<string, YamlEntry>();
    const own = new Map<string, YamlEntry>();
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      if (!isScalar(pair.key)) {
        this.#refuse(
          pair.key ? this.#span(pair.key) : this.#span(map),
          'a key must be plain text',
          'Write the key as text',
        );
        continue;
      }
      const keySpan = this.#span(pair.key);
      const key = String(pair.key.value ?? '');
      const value =
        pair.value === null ? scalar(null, spanOf(this.#file, keySpan.end)) : this.value(pair.value, depth + 1);
      if (key === '<<' && pair.key.type === Scalar.PLAIN) {
        for (const entry of this.#mergedEntries(value)) if (!merged.has(entry.key)) merged.set(entry.key, entry);
        continue;
      }
      const first = own.get(key);
      if (first) this.#duplicate(key, first.keySpan, keySpan);
      else own.set(key, { key, ...keyValueOf(pair.key), keySpan, value });
    }
    if (merged.size === 0) return [...own.values()];
    // A merged key keeps its place in the order even where the map states its own value, as in PyYAML.
    return [...new Map([...merged, ...own]).values()];
  }

  /** The entries of `<<: *map` or `<<: [*map, *map]`; the first map that has a key wins. */
  #mergedEntries(value: YamlValue): readonly YamlEntry[] {
    if (value.kind === 'map') return value.entries;
    if (value.kind === 'list' && value.items.every((item) => item.kind === 'map')) {
      return value.items.flatMap((item) => (item.kind === 'map' ? item.entries : []));
    }
    this.#refuse(
      value.span,
      'a merge key (<<) takes a map, or a list of maps',
      'Name an anchor of a map: <<: *defaults',
    );
    return [];
  }

  #scalarValue(node: Scalar, span: Span): ScalarValue {
    const text = String(node.value ?? '');
    const tag = node.tag;
    if (tag === undefined) return node.type === Scalar.PLAIN ? resolvePlainScalar(text) : text;
    if (tag === 'tag:yaml.org,2002:str') return text;
    if (/^tag:yaml\.org,2002:(?:int|float|bool|null)$/.test(tag)) return resolvePlainScalar(text);
    this.#refuse(span, `the tag ${tag} is not allowed here`, 'Write the value without a tag');
    return text;
  }

  #span(node: Node): Span {
    const range = node.range;
    return spanOf(this.#file, range?.[0] ?? 0, range?.[1] ?? 0);
  }

  #duplicate(key: string, first: Span, second: Span): void {
    this.problems.push(
      errorAt('YAML_DUPLICATE_KEY', `the key "${key}" is given twice in one map`, {
        span: second,
        notes: [{ message: 'it is given here first', span: first }],
        help: 'Keep one of the two',
      }),
    );
  }

  #refuse(span: Span, message: string, help: string): void {
    this.problems.push(errorAt('YAML_SYNTAX', message, { span, help }));
  }
}

function momentOf(node: Scalar): YamlMoment | undefined {
  if (node.type !== Scalar.PLAIN || node.tag !== undefined) return undefined;
  const text = momentText(String(node.value ?? ''));
  return text === undefined ? undefined : new YamlMoment(text);
}

function keyValueOf(node: Scalar): Pick<YamlEntry, 'keyValue'> {
  const moment = momentOf(node);
  if (moment) return { keyValue: moment };
  if (node.type !== Scalar.PLAIN || node.tag !== undefined) return {};
  const value = resolvePlainScalar(String(node.value ?? ''));
  return typeof value === 'string' ? {} : { keyValue: value };
}

function scalar(value: ScalarValue, span: Span): YamlValue {
  return { kind: 'scalar', value, span };
}

function syntaxMessage(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'a tab cannot indent YAML';
  const sentence = message.replace(/\.$/, '').replace(/\s*\n[\s\S]*$/, '');
  return `this is not valid YAML: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}
