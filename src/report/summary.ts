// The end of a run, for people: what was done, how good the data is, what went wrong, what to try next.

import { count, counted } from '../base/counted.ts';
import { renderDiagnostic } from '../diagnostics/render-diagnostic.ts';
import { linesOfLeft, shorten } from '../diagnostics/shorten.ts';
import { padColumns, textWidth } from '../diagnostics/text-width.ts';
import type { QualityScores } from '../execute/event.ts';
import { endedBadly, type Failure, type PageTrouble, rowsChanged, type Tally } from './run-tally.ts';
import { duration, type Paint } from './text.ts';

export interface SummaryOptions {
  readonly paint: Paint;
  readonly color: boolean;
  readonly warnError: boolean;
  readonly repeated: string;
}

const pagesShown = 20;
const failuresShown = 20;

export function summaryOf(tally: Tally, options: SummaryOptions): readonly string[] {
  const { paint } = options;
  const lines = [
    ...warningLines(tally, options),
    ...pageLines(tally.pages, paint),
    ...qualityLines(tally.quality, paint),
    ...failureLines([...tally.failedNodes, ...tally.failedTests], paint),
    '',
    ...factLines(tally, options),
    ...nextLines(tally, options),
  ];
  return lines;
}

function factLines(tally: Tally, { paint, warnError }: SummaryOptions): readonly string[] {
  const { nodes, tests } = tally;
  const fact = (name: string, text: string) => `${paint('strong', name.padEnd(9))}${text}`;
  const nodeParts = [
    counted(nodes.success, 'node').concat(' built'),
    nodes.unchanged > 0 ? `${count(nodes.unchanged)} unchanged` : '',
    nodes.failed > 0 ? paint('bad', `${count(nodes.failed)} failed`) : '',
    nodes.skipped > 0 ? paint('careful', `${count(nodes.skipped)} skipped`) : '',
    nodes.cancelled > 0 ? paint('careful', `${count(nodes.cancelled)} cancelled`) : '',
  ];
  const idle = nodes.success + nodes.failed + nodes.skipped + nodes.cancelled === 0;
  const rows = rowsChanged(tally) > 0 ? rowText(tally) : idle ? 'nothing new: no row changed' : 'no row changed';
  const lines = [fact('nodes', nodeParts.filter(Boolean).join(', ')), fact('rows', rows)];
  if (tally.filesRead > 0 || tally.pages.length > 0) lines.push(fact('pages', pageText(tally)));
  const ran = tests.pass + tests.warn + tests.fail + tests.error + tests.skipped + tests.cancelled;
  if (ran > 0) lines.push(fact('tests', testText(tally, paint)));
  if (warnError && endedBadly(tally, true) && !endedBadly(tally, false))
    lines.push(fact('result', paint('bad', 'failed: --warn-error makes the warnings failures')));
  lines.push(fact('time', `${duration(tally.milliseconds)} on ${tally.target}`));
  return lines;
}

function rowText(tally: Tally): string {
  return [
    tally.rowsInserted > 0 ? `${count(tally.rowsInserted)} inserted` : '',
    tally.rowsUpdated > 0 ? `${count(tally.rowsUpdated)} updated` : '',
    tally.rowsDeleted > 0 ? `${count(tally.rowsDeleted)} deleted` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function pageText(tally: Tally): string {
  const failed = tally.pages.length;
  return `${counted(tally.filesRead, 'page')} read, ${counted(tally.records, 'record')}${failed > 0 ? `, ${count(failed)} failed` : ''}`;
}

function testText(tally: Tally, paint: Paint): string {
  const { tests } = tally;
  return [
    `${count(tests.pass)} passed`,
    tests.warn > 0 ? paint('careful', `${count(tests.warn)} warned`) : '',
    tests.fail > 0 ? paint('bad', `${count(tests.fail)} failed`) : '',
    tests.error > 0 ? paint('bad', `${count(tests.error)} could not run`) : '',
    tests.skipped > 0 ? paint('careful', `${count(tests.skipped)} skipped`) : '',
    tests.cancelled > 0 ? paint('careful', `${count(tests.cancelled)} cancelled`) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function warningLines(tally: Tally, options: SummaryOptions): readonly string[] {
  if (tally.warnings.length === 0) return [];
  const short = shorten(tally.warnings);
  return [
    '',
    ...short.shown.map((warning) => renderDiagnostic(warning, { color: options.color })),
    ...linesOfLeft(short).map((line) => options.paint('quiet', line)),
  ];
}

function pageLines(pages: readonly PageTrouble[], paint: Paint): readonly string[] {
  if (pages.length === 0) return [];
  const lines = pages.slice(0, pagesShown).map((page) => {
    const place = page.byte === null ? '' : `, byte ${count(page.byte)}`;
    const state = page.tried ? '' : page.exhausted ? ' (given up)' : ' (waiting to be tried again)';
    return `  ${page.source}: ${page.file}${place}: ${page.reason}${paint('quiet', state)}`;
  });
  const more = pages.length - pagesShown;
  if (more > 0) lines.push(paint('quiet', `  … and ${counted(more, 'more page', 'more pages')}`));
  return ['', paint('careful', `${counted(pages.length, 'page')} could not be read`), ...lines];
}

/** Once more at the end, because in a long log they have scrolled away. */
function failureLines(failures: readonly Failure[], paint: Paint): readonly string[] {
  if (failures.length === 0) return [];
  const lines = failures.slice(0, failuresShown).map(({ label, sentence }) => `  ${label}: ${sentence}`);
  const more = failures.length - failuresShown;
  if (more > 0) lines.push(paint('quiet', `  … and ${count(more)} more`));
  return ['', paint('bad', `${count(failures.length)} failed`), ...lines];
}

const scoreColumns = ['completeness', 'accuracy', 'consistency', 'timeliness'] as const;

function qualityLines(quality: ReadonlyMap<string, QualityScores>, paint: Paint): readonly string[] {
  if (quality.size === 0) return [];
  const width = Math.max(...[...quality.keys()].map(textWidth), 'quality'.length);
  const header = `${'quality'.padEnd(width)}  ${'records'.padStart(10)}  ${'invalid'.padStart(8)}  ${scoreColumns.map((name) => name.padStart(12)).join('  ')}`;
  const rows = [...quality].map(([table, scores]) => {
    const cells = scoreColumns.map((name) => {
      const score = scores[name];
      return paint(score === null ? 'quiet' : score === '100.00' ? 'good' : 'careful', (score ?? '–').padStart(12));
    });
    return `${padColumns(table, width)}  ${count(scores.totalRecords).padStart(10)}  ${count(scores.invalidRecords).padStart(8)}  ${cells.join('  ')}`;
  });
  return ['', paint('strong', header), ...rows];
}

/** Each as it can be typed. */
function nextLines(tally: Tally, { paint, repeated }: SummaryOptions): readonly string[] {
  const [node] = tally.failedNodes;
  const [test] = tally.failedTests;
  const next: (readonly [command: string, why: string])[] = [];
  if (node) next.push([`build --select ${node.label}+`, 'after mending it: it and what reads it']);
  if (test) next.push([`test --select ${test.label}`, 'after mending the data or the test']);
  if (tally.pages.some((page) => page.exhausted))
    next.push(['load --retry-failed', 'tries the pages that were given up']);
  if (!node && !test && tally.command === 'build')
    next.push(['show <model> --limit 10', 'looks at a table'], ['watch', 'rebuilds what you edit']);
  if (next.length === 0) return [];
  const lines = next.map(([command, why]) => `  ${`smelt ${command}${repeated}`.padEnd(58)} ${paint('quiet', why)}`);
  return ['', paint('strong', 'try next'), ...lines];
}
