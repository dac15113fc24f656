// How long the template language takes on models as projects have them: parsing, rendering and reading the source map,
// in microseconds a model; and the memory of 10,000 compiled models. With a folder as argument its .sql files are the
// corpus; otherwise models are generated. MINIJINJA is the path of an installed minijinja-js to run beside, if given.
// npx tsc -p tsconfig.tools.json && node --expose-gc node_modules/.cache/tools/bench/jinja.js [folder]

import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TextFile } from '../src/diagnostics/text-file.ts';
import {
  type CallArguments,
  compileTemplate,
  HostObject,
  type Rendered,
  render,
  type Template,
} from '../src/jinja/index.ts';

class StandIn extends HostObject {
  override readonly typeName = 'StandIn';
  readonly #name: string;
  constructor(name: string) {
    super();
    this.#name = name;
  }
  override toText(): string {
    return this.#name;
  }
  override getAttribute(name: string): StandIn {
    return new StandIn(`${this.#name}.${name}`);
  }
  override get callable(): boolean {
    return true;
  }
  override call({ positional }: CallArguments): StandIn {
    return new StandIn(`"db"."s"."${positional.map(String).join('.')}"`);
  }
  override iterate(): Iterable<StandIn> {
    return [new StandIn('a'), new StandIn('b')];
  }
}

/** A model of the usual shape: config, a few CTEs over refs, columns from a loop, a macro, an incremental filter. */
function generatedModel(seed: number): string {
  const columns = Array.from({ length: 4 + (seed % 13) }, (_, index) => `'column_${(seed * 7 + index * 3) % 97}'`).join(
    ', ',
  );
  const tables = Array.from({ length: 1 + (seed % 4) }, (_, index) => `table_${(seed + index * 11) % 53}`);
  const imports = tables.map((name) => `${name} as (\n    select *\n    from {{ ref('${name}') }}\n),`).join('\n\n');
  return `{{ config(materialized='${seed % 3 ? 'table' : 'incremental'}', unique_key='id', tags=['t${seed % 7}']) }}

{#- model number ${seed} -#}
{% set columns = [${columns}] %}
{% macro cents(name, digits=2) -%}
  round({{ name }} / 100.0, {{ digits }})
{%- endmacro %}

with ${imports}

final as (
    select
        id,
        {%- for column in columns %}
        {{ cents(column) }} as {{ column | lower }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from ${tables[0]}
    where created_at >= '{{ var('start_date', '2020-01-01') }}'
    {% if is_incremental() %}
      and updated_at > (select max(updated_at) from {{ this }})
    {% endif %}
)

select * from final
`;
}

const folder = process.argv[2];
const corpus = folder === undefined ? Array.from({ length: 500 }, (_, seed) => generatedModel(seed)) : modelsIn(folder);
const names = ['config', 'ref', 'source', 'var', 'is_incremental', 'this', 'adapter', 'target'];
const globals = new Map(names.map((name) => [name, new StandIn(name)]));

function modelsIn(path: string): string[] {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql'));
  return files.map((name) => readFileSync(join(path, name), 'utf8'));
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function report(label: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const [low, median, high] = [0.1, 0.5, 0.9].map((share) => (percentile(sorted, share) * 1000).toFixed(1));
  console.log(`${label.padEnd(28)} median ${median} µs   (10% ${low}, 90% ${high})   ${sorted.length} samples`);
}

function parsed(file: TextFile): Template {
  const template = compileTemplate(file);
  if (!template.ok) throw new Error(template.problems[0]?.message);
  return template.value;
}

function rendered(template: Template): Rendered {
  const result = render(template, globals);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

function renders(file: TextFile): boolean {
  const template = compileTemplate(file);
  return template.ok && render(template.value, globals).ok;
}

const usable = corpus.map((text, index) => ({ path: `model_${index}.sql`, text })).filter(renders);
const size = usable.reduce((sum, source) => sum + source.text.length, 0) / usable.length;
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`);
console.log(`${usable.length} of ${corpus.length} models render; ${size.toFixed(0)} characters a model on average`);

const parse: number[] = [];
const rendering: number[] = [];
const mapping: number[] = [];
const whole: number[] = [];
for (let round = 0; round < 12; round++) {
  for (const source of usable) {
    const start = performance.now();
    const template = parsed(source);
    const afterParse = performance.now();
    const { text, map } = rendered(template);
    text.at(-1);
    const afterRender = performance.now();
    for (let offset = 0; offset < text.length; offset += 97) map.originAt(offset);
    const end = performance.now();
    if (round < 2) continue;
    parse.push(afterParse - start);
    rendering.push(afterRender - afterParse);
    mapping.push(end - afterRender);
    whole.push(afterRender - start);
  }
}
report('parse and compile', parse);
report('render (with its map)', rendering);
report('read the map, each 97th', mapping);
report('parse, compile and render', whole);

interface Minijinja {
  readonly Environment: new () => { renderStr(template: string, context: unknown): string };
}

if (process.env.MINIJINJA) await compareWith(process.env.MINIJINJA);
measureMemory();

/** Renders each model from its text with both engines in turn, now one first, now the other. */
async function compareWith(path: string): Promise<void> {
  const { Environment } = (await import(pathToFileURL(path).href)) as Minijinja;
  const environment = new Environment();
  const call = (...args: unknown[]): string => `"db"."s"."${args.filter((arg) => typeof arg === 'string').join('.')}"`;
  const context = { ...Object.fromEntries(names.map((name) => [name, call])), this: 'this', target: { name: 'dev' } };
  const theirs = (file: TextFile): string => environment.renderStr(file.text, context);
  const ours = (file: TextFile): string => rendered(parsed(file)).text;
  const times = new Map([theirs, ours].map((engine) => [engine, [] as number[]]));
  const both = usable.filter((source) => succeeds(() => theirs(source)));
  for (let round = 0; round < 22; round++) {
    for (const source of both) {
      for (const engine of round % 2 === 0 ? [theirs, ours] : [ours, theirs]) {
        const start = performance.now();
        // Reading the last character is what makes JavaScript put a text together.
        engine(source).at(-1);
        if (round >= 2) times.get(engine)?.push(performance.now() - start);
      }
    }
  }
  console.log(`${both.length} models render with both`);
  report('minijinja-js, from the text', times.get(theirs) ?? []);
  report('Smelt, from the text', times.get(ours) ?? []);
}

function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

/** Comes last: templates that stay make all later garbage collections slower. */
function measureMemory(): void {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const kept = Array.from({ length: 10_000 }, (_, index) => {
    return parsed({ path: `copy_${index}.sql`, text: usable[index % usable.length]?.text ?? '' });
  });
  globalThis.gc?.();
  const bytes = process.memoryUsage().heapUsed - before;
  console.log(`${kept.length} compiled models           ${(bytes / 1024 / 1024).toFixed(0)} MB of heap`);
}
