// Reads merged config key by key: each key is validated where it was stated last, with what it is when nobody states it.

import type { JsonValue } from '../base/json-value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source-text.ts';
import { type MergedConfig, mergeConfig } from './merge-config.ts';
import type { ConfigEntry } from './project.ts';
import { type Reader, type Report, unknownKey } from './read-value.ts';
import { yamlOf } from './yaml-value.ts';

export class ConfigReader {
  readonly merged: MergedConfig;
  readonly problems: Diagnostic[] = [];
  readonly report: Report = (diagnostic) => this.problems.push(diagnostic);

  constructor(entries: readonly ConfigEntry[]) {
    this.merged = mergeConfig(entries);
  }

  /** The value, or the default where nothing (or null) is stated, or where it is wrong: then that was reported. */
  read<T, D>(key: string, reader: Reader<T>, otherwise: D): T | D {
    const value = this.merged.values.get(key);
    const span = this.spanOf(key);
    if (value === undefined || value === null || span === undefined) return otherwise;
    return reader(yamlOf(value, span), key, this.report) ?? otherwise;
  }

  /** Where the key was stated last. */
  spanOf(key: string): Span | undefined {
    return this.merged.stated.get(key)?.at(-1)?.span;
  }

  /** All that was stated for an additive key, each with its own place. */
  entriesOf(key: string): readonly ConfigEntry[] {
    return this.merged.stated.get(key) ?? [];
  }

  /** Keys that are not known are told of, and stay readable in `raw`. */
  warnUnknown(known: readonly string[], what: string): void {
    const names = new Set(known);
    for (const [key, entries] of this.merged.stated) {
      const span = entries.at(-1)?.span;
      if (!names.has(key) && span) this.report(unknownKey(key, span, known, what, 'warning'));
    }
  }

  raw(): Readonly<Record<string, JsonValue>> {
    return Object.fromEntries(this.merged.values);
  }

  spans(): ReadonlyMap<string, Span> {
    return new Map(
      [...this.merged.stated].flatMap(([key, entries]) => entries.slice(-1).map((entry) => [key, entry.span] as const)),
    );
  }
}
