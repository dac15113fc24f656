// Which nodes mean something else than before: by their files and settings, and by what parsing found that they are made with.

import { createHash } from 'node:crypto';
import { seedFileOf } from '../execute/load/seed-content.ts';
import type { DependsOn } from '../graph/depends-on.ts';
import { isDeclared, isRefable, isSeed, isSnapshot, isSource, isTest, type Node, type NodeId } from '../graph/node.ts';
import { seedChecksum } from '../ingest/read-seed.ts';
import { variableOf } from '../project/env.ts';
import { docId } from '../project/find-doc.ts';
import { macroId } from '../template/macros.ts';
import type { OpenProject } from './open-project.ts';

/** What a node is made of, as one text for each; equal texts make equal relations. */
export async function nodeFingerprints(opened: OpenProject): Promise<ReadonlyMap<NodeId, string>> {
  const meaning = meaningOf(opened);
  const found = new Map<NodeId, string>();
  for (const node of opened.graph.nodes.values())
    found.set(node.id, fingerprint(node, meaning) + (await seedText(node, opened.project.root)));
  return found;
}

/** Of a seed what its file holds; one that cannot be read is reported when it is built. */
async function seedText(node: Node, root: string): Promise<string> {
  if (!isSeed(node)) return '';
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

/** What each name means now, as text; undefined of what there is not, and of macros that come with Smelt. */
type Meaning = (kind: keyof DependsOn, name: string, packageName: string) => string | undefined;

function meaningOf({ project, parsed, run }: OpenProject): Meaning {
  const macros = macroTexts(parsed.library.packages);
  const docs = new Map(project.docsBlocks.map((block) => [docId(block), block.text]));
  return (kind, name, packageName) => {
    if (kind === 'docs') return docs.get(name);
    if (kind === 'envVars') return variableOf(run.env, name);
    if (kind !== 'vars') return macros.get(name);
    const vars = run.packageVars.get(packageName) ?? run.vars;
    return Object.hasOwn(vars, name) ? JSON.stringify(vars[name], wholeNumbers) : undefined;
  };
}

function wholeNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

type Packages = OpenProject['parsed']['library']['packages'];

/** By id, from the opening tag to the closing one: what is beside a macro in its file is no part of it. */
function macroTexts(packages: Packages): ReadonlyMap<string, string> {
  return new Map(
    [...packages].flatMap(([packageName, macros]) =>
      [...macros].map(
        ([
          name,
          {
            definition: { span },
          },
        ]) => [macroId(packageName, name), span.file.text.slice(span.start, span.end)],
      ),
    ),
  );
}

function fingerprint(node: Node, meaning: Meaning): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([ownText(node), ownSettings(node)]));
  const kinds = ['reachedMacros', 'vars', 'envVars', 'docs'] as const;
  const named = kinds.flatMap((kind) =>
    node.dependsOn[kind].map((name) => [kind, name, meaning(kind, name, node.packageName)]),
  );
  hash.update(JSON.stringify(named));
  return hash.digest('hex');
}

/** The text of the node's own, without what else its file holds. */
function ownText(node: Node): string {
  if (isSnapshot(node)) return node.query;
  return isSource(node) || isDeclared(node) || (isTest(node) && node.test.kind === 'generic') ? '' : node.file.text;
}

function ownSettings(node: Node): unknown {
  if (isSource(node)) return [node.relation, withoutPlaces(node.files)];
  if (isDeclared(node)) return [node.enabled, node.written];
  if (isRefable(node))
    return [
      node.config.raw,
      node.relation,
      node.description,
      withoutPlaces(node.columns),
      withoutPlaces(node.constraints),
    ];
  return [withoutPlaces(node.test), withoutPlaces(node.config)];
}

/** Where something is in its file is no part of what it means. */
function withoutPlaces(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null, (key, item: unknown) =>
      key === 'span' || key === 'source' || key === 'tests' ? undefined : item,
    ),
  );
}
