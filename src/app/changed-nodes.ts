// Which nodes mean something else than before: by their files, their settings, and the macros and vars that they name.

import { createHash } from 'node:crypto';
import { seedFileOf } from '../execute/load/seed-content.ts';
import type { Node, NodeId } from '../graph/node.ts';
import { seedChecksum } from '../ingest/read-seed.ts';
import type { OpenProject } from './open-project.ts';

/** What a node is made of, as one text for each; equal texts make equal relations. */
export async function nodeFingerprints(opened: OpenProject): Promise<ReadonlyMap<NodeId, string>> {
  const macros = macroTexts(opened);
  const vars = varTexts(opened);
  const found = new Map<NodeId, string>();
  for (const node of opened.graph.nodes.values())
    found.set(node.id, fingerprint(node, macros, vars) + (await seedText(node, opened.project.root)));
  return found;
}

/** Of a seed what its file holds; one that cannot be read is told when it is built. */
async function seedText(node: Node, root: string): Promise<string> {
  if (node.resourceType !== 'seed') return '';
  const checksum = await seedChecksum(seedFileOf(node, root));
  return checksum.ok ? checksum.value : '';
}

/** Nodes that are new or differ, in the order of the graph. */
export function changedNodes(
  before: ReadonlyMap<NodeId, string>,
  after: ReadonlyMap<NodeId, string>,
): ReadonlySet<NodeId> {
  return new Set([...after].filter(([id, text]) => before.get(id) !== text).map(([id]) => id));
}

type Texts = ReadonlyMap<string, string>;

function fingerprint(node: Node, macros: Texts, vars: Texts): string {
  const hash = createHash('sha256');
  if (node.resourceType !== 'test' || node.test.kind === 'singular')
    hash.update(node.resourceType === 'source' ? '' : node.source.text);
  if (node.resourceType === 'model' || node.resourceType === 'seed') {
    hash.update(
      JSON.stringify([node.config.raw, node.relation, withoutPlaces(node.columns), withoutPlaces(node.constraints)]),
    );
    for (const text of namedBy(node.source.text, macros, vars)) hash.update(text);
  } else if (node.resourceType === 'source') {
    hash.update(JSON.stringify([node.relation, withoutPlaces(node.files)]));
  } else hash.update(JSON.stringify([withoutPlaces(node.test), withoutPlaces(node.config)]));
  return hash.digest('hex');
}

/** The macros that a text names, those that they name in turn, and the vars that any of them names. */
function namedBy(text: string, macros: Texts, vars: Texts): readonly string[] {
  const reached = new Set([text]);
  for (const reading of reached) for (const [name, macro] of macros) if (reading.includes(name)) reached.add(macro);
  const named = [...vars].filter(([name]) => [...reached].some((reading) => reading.includes(name)));
  return [...[...reached].slice(1), ...named.flat()];
}

function varTexts({ project }: OpenProject): Texts {
  const whole = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);
  return new Map(Object.entries(project.vars).map(([name, value]) => [name, JSON.stringify(value, whole)]));
}

/** Macros by name with the text of their file: a change beside a macro counts as one of it. */
function macroTexts({ parsed }: OpenProject): ReadonlyMap<string, string> {
  return new Map(
    [...parsed.library.packages.values()].flatMap((macros) =>
      [...macros].map(([name, macro]) => [name, macro.template.source.text] as const),
    ),
  );
}

/** Where something stands in its file is no part of what it means. */
function withoutPlaces(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null, (key, item: unknown) =>
      key === 'span' || key === 'source' || key === 'tests' ? undefined : item,
    ),
  );
}
