// What `smelt adopt` has to say, as lines for people: of each relation what was compared, what stays on it, and what the next run does.

import { counted } from '../base/counted.ts';
import { nounOfKind } from '../plan/adoption.ts';
import { relationKey } from '../sql/sql.ts';
import type { Adoptable } from './plan-adoptions.ts';

/** A line for the relation, and one for each thing that is not as the node declares, stays, or comes. */
export function adoptionText({ node, actual, earlier, comparison, kept, plan }: Adoptable): string {
  const { same, differences } = comparison;
  const place = relationKey(node.relation);
  const found = same.length > 0 ? `the same ${same.join(', ')}` : 'nothing of it is the same';
  const details = [
    ...(earlier === null
      ? []
      : [`was Smelt's before${movedFrom(place, relationKey(earlier.relation))}${ledgerOf(earlier.files)}`]),
    ...differences,
    ...kept.map((what) => `stays: ${what}`),
    `the next run${comparison.wantsDouble ? ', with `seed_decimals: double`' : ''}: ${[plan.summary, ...plan.steps.map(({ title }) => title)].join(': ')}`,
  ];
  return [`${place} (${nounOfKind(actual.kind)}): ${found}`, ...details.map((line) => `  ${line}`), ''].join('\n');
}

function movedFrom(now: string, before: string): string {
  return now === before ? '' : ` as ${before}`;
}

function ledgerOf(files: number): string {
  return files === 0 ? '' : `, and has taken in ${counted(files, 'file')}`;
}

export interface AdoptionCounts {
  readonly adopted: number;
  readonly refused: number;
  readonly owned: number;
  readonly absent: number;
  readonly snapshots: number;
}

/** The last line. */
export function adoptionSummary(
  { adopted, refused, owned, absent, snapshots }: AdoptionCounts,
  { dryRun }: { readonly dryRun: boolean },
): string {
  const parts = [
    `${adopted} ${dryRun ? 'can be adopted' : 'adopted'}`,
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(owned > 0 ? [`${owned} already Smelt's`] : []),
    ...(absent > 0 ? [`${absent} not there yet`] : []),
    ...(snapshots > 0 ? [`${counted(snapshots, 'snapshot')} left alone`] : []),
  ];
  return `${parts.join(', ')}\n`;
}

/** What keeps the types of seeds that dbt has made; `file` is the project's. */
export function decimalsText(names: readonly string[], file: string): string {
  return `dbt made columns of decimals double precision, and a run would make them numeric, in ${names.join(', ')}.
To keep them as they are, write this under \`seeds:\` of ${file} before the next run:
  +seed_decimals: double
`;
}
