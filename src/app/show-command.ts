// `smelt show`: rows of a model as its SQL gives them now, of a seed or source as it is, or of any query. Reads only.

import { failed, passed } from '../base/checked.ts';
import { counted } from '../base/counted.ts';
import { textType } from '../catalog/value-type.ts';
import type { CompiledQuery } from '../compile/compile-model.ts';
import { DatabaseError, ResultTooLarge, type Session } from '../database/database.ts';
import { type Checked, type Diagnostic, errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import { previewFiles } from '../execute/load/load-files.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';
import { readValueTypes } from '../execute/value-types.ts';
import { displayName, isModel, isSource, type ModelNode, type NodeId } from '../graph/node.ts';
import { defaultLimits } from '../jinja/limits.ts';
import type { Template } from '../jinja/template.ts';
import { formatRows, type RowFormat } from '../report/rows-table.ts';
import { literal, raw, sql, userText } from '../sql/sql.ts';
import { type CommandContext, type CommandResult, runCommand, stopped, unstarted } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import { type InlineNode, inlineNode } from './inline-node.ts';
import type { OpenProject } from './open-project.ts';
import type { CommonOptions, SelectionOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';
import { withReadOnlyCompiler } from './read-only-compiler.ts';
import { selectFor } from './select.ts';

type ShowOptions = CommonOptions &
  SelectionOptions & { readonly inline: string | undefined; readonly limit: number; readonly output: RowFormat };

interface Shown {
  readonly node: ModelNode;
  readonly templates: ReadonlyMap<NodeId, Template>;
  /** The rows are those of one source: no more of its files need to be read than the limit asks for. */
  readonly direct: boolean;
}

export function showCommand(options: ShowOptions, io: ProcessIo): Promise<ExitCode> {
  return runCommand({ name: 'show', run: showRows }, options, io);
}

async function showRows(context: CommandContext<ShowOptions>): Promise<CommandResult> {
  const { opened, options } = context;
  const shown = whatToShow(options, opened);
  if (!shown.ok) return unstarted(shown.problems);
  const { node, templates, direct } = shown.value;
  return withReadOnlyCompiler(context, async (compile, session) => {
    const query = await compile(node, templates);
    if (!query.ok) return stopped(query.problems);
    const { root } = opened.project;
    const rows = await fetchRows(session, query.value, { root, limit: options.limit, direct });
    if (!rows.ok) return stopped([...query.warnings, ...rows.problems]);
    const warnings = [...query.warnings, ...rows.warnings];
    const isNothingNew = rows.value.rows.length === 0 && node.config.materialized === 'incremental';
    return {
      diagnostics: isNothingNew ? [...warnings, nothingNew(node)] : warnings,
      output: formatRows(rows.value, options.output),
      failed: false,
    };
  });
}

/** dbt's `show` too gives what an incremental model would add, which after a build is nothing. */
function nothingNew({ name, version }: ModelNode): Diagnostic {
  const pin = version ? `, v='${version.name}'` : '';
  return warningAt('SHOW_INCREMENTAL', `"${name}" is incremental, and its SQL gives no new rows`, {
    help: `To see its table: smelt show --inline "select * from {{ ref('${name}'${pin}) }}"`,
  });
}

/** A query typed, or the one node selected: a model by its own SQL, a seed, snapshot or source as it is. */
function whatToShow(options: ShowOptions, opened: OpenProject): Checked<Shown> {
  if (options.inline !== undefined) return indirect(inlineNode(options.inline, opened), false);
  const wanted = options.select.map(sourceSelector(opened));
  const selection = selectFor(opened, { ...options, select: wanted }, ['model', 'seed', 'snapshot', 'source']);
  if (!selection.ok) return selection;
  const [id, ...others] = options.select.length === 0 ? [] : selection.value;
  const node = id === undefined ? undefined : opened.graph.nodes.get(id);
  if (!node?.relation || others.length > 0) {
    const names = [...opened.graph.nodes.values()].flatMap((known) => (known.relation ? [displayName(known)] : []));
    const [asked] = options.select;
    return failed([
      errorAt(
        'SHOW_ONE',
        others.length > 0
          ? `the selection means ${others.length + 1} nodes`
          : asked === undefined
            ? 'nothing was named that could be shown'
            : `there is nothing to show: '${asked}' names no node`,
        {
          help:
            others.length > 0
              ? 'Name one model, seed or source'
              : didYouMean(
                  suggested(asked ?? '', names),
                  names,
                  'Name a model, seed or source, or give a query with --inline',
                ),
        },
      ),
    ]);
  }
  if (isModel(node)) return passed({ node, templates: new Map(), direct: false });
  const text = isSource(node)
    ? `select * from {{ source('${node.sourceName}', '${node.name}') }}`
    : `select * from {{ ref('${node.name}') }}`;
  return indirect(inlineNode(text, opened), isSource(node));
}

/** A source's table may be asked for by its bare name: then the one that has it is meant. */
function suggested(asked: string, names: readonly string[]): string {
  return names.find((name) => name.endsWith(`.${asked}`)) ?? asked;
}

function indirect(inline: Checked<InlineNode>, direct: boolean): Checked<Shown> {
  return inline.ok ? passed({ ...inline.value, direct }, inline.warnings) : inline;
}

/** `show affiliate_api.deposits` means the source of that name. */
function sourceSelector({ graph }: OpenProject): (selector: string) => string {
  const sources = new Set([...graph.nodes.values()].filter(isSource).map(displayName));
  return (selector) => (sources.has(selector) ? `source:${selector}` : selector);
}

async function fetchRows(
  session: Session,
  query: CompiledQuery,
  { root, limit, direct }: { readonly root: string; readonly limit: number; readonly direct: boolean },
) {
  const warnings: Diagnostic[] = [];
  const cut = limit < 0 ? sql`` : sql` limit ${literal(limit)}`;
  const before = 'select * from (\n';
  const statement = sql`${raw(before)}${userText(query.sql)}${raw('\n')}) as smelt_show${cut}`;
  try {
    const result = await session.transaction({ readOnly: query.fileRelations.length === 0 }, async () => {
      for (const files of query.fileRelations) {
        const settings = { root, emit: () => undefined };
        const report = await previewFiles(session, files, settings, direct && limit >= 0 ? limit : null);
        for (const page of report.failed) {
          warnings.push(
            warningAt('FILE_FAILED', `${page.file} could not be read: ${page.reason}`, {
              help: 'Its records are missing here',
            }),
          );
        }
      }
      const found = await session.queryText(statement, defaultLimits.read);
      return { ...found, types: await readValueTypes(session, found.fields) };
    });
    const columns = result.fields.map(({ name }, index) => ({ name, type: result.types[index] ?? textType }));
    return passed({ columns, rows: result.rows }, warnings);
  } catch (error) {
    if (error instanceof ResultTooLarge) return failed([tooLarge(error)]);
    if (!(error instanceof DatabaseError) || error.kind !== 'statement') throw error;
    return failed([statementDiagnostic(error, statement, { compiled: query, offset: before.length })]);
  }
}

function tooLarge({ rows }: ResultTooLarge): Diagnostic {
  const megabytes = defaultLimits.read / 1024 / 1024;
  return errorAt('SHOW_LIMIT', `the result of ${counted(rows, 'row')} takes more than ${megabytes} MB of memory`, {
    help: 'Give a smaller --limit; to export whole tables, use psql and COPY',
  });
}
