// Templates whose exact output Python's Jinja2 3.1 printed.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTemplate, render } from '../../../src/jinja/index.ts';
import { fuzzGlobals } from '../../fuzz/jinja/context.ts';
import { conformanceGlobals } from './conformance-context.ts';

function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as T;
}

function rendered(text: string): string {
  const template = compileTemplate({ path: 'model.sql', text });
  const result = template.ok ? render(template.value, conformanceGlobals) : template;
  return result.ok ? result.value.text : `failed: ${result.problems.map((problem) => problem.message).join('; ')}`;
}

describe('one construct each', () => {
  it.each(fixture<[string, string, string][]>('atoms'))('%s: %s', (_category, template, expected) => {
    expect(rendered(template)).toBe(expected);
  });
});

describe('pieces of models', () => {
  const expected = fixture<Record<string, string>>('expected');
  it.each(fixture<[string, string][]>('cases'))('%s', (name, template) => {
    expect(rendered(template)).toBe(expected[name]);
  });
});

/** What tests/fuzz/jinja found or made: the template, and what Python printed, or null where Python fails. */
describe('random templates', () => {
  it.each(fixture<[string, string | null][]>('found'))('%s', (text, expected) => {
    const template = compileTemplate({ path: 'model.sql', text });
    const result = template.ok ? render(template.value, fuzzGlobals()) : template;
    expect(result.ok ? result.value.text : null).toBe(expected);
  });
});
