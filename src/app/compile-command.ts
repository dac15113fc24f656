// `smelt compile`: models and singular tests as the SQL that is sent, into target/compiled; one query on the terminal.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { counted } from '../base/counted.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isModel, isTest, type ModelNode, type TestNode } from '../graph/node.ts';
import type { Selection } from '../graph/select-nodes.ts';
import type { Project } from '../project/project.ts';
import { answered, type CommandContext, type CommandResult, runCommand, stopped, unstarted } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import { inlineNode } from './inline-node.ts';
import type { OpenProject } from './open-project.ts';
import type { CommonOptions, SelectionOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';
import { type Compile, withReadOnlyCompiler } from './read-only-compiler.ts';
import { selectFor } from './select.ts';

type CompileOptions = CommonOptions &
  SelectionOptions & {
    readonly inline: string | undefined;
    readonly fullRefresh: boolean;
    readonly threads: number | undefined;
  };

export function compileCommand(options: CompileOptions, io: ProcessIo): Promise<ExitCode> {
  return runCommand(
    {
      name: 'compile',
      run: (context) =>
        options.inline === undefined ? compileSelected(context) : compileInline(options.inline, context),
    },
    options,
    io,
  );
}

async function compileInline(text: string, context: CommandContext<CompileOptions>): Promise<CommandResult> {
  const inline = inlineNode(text, context.opened);
  if (!inline.ok) return stopped(inline.problems);
  return withReadOnlyCompiler(context, async (compile) => {
    const query = await compile(inline.value.node, inline.value.templates);
    if (!query.ok) return stopped(query.problems);
    return { ...answered(`${query.value.sql}\n`), diagnostics: query.warnings };
  });
}

async function compileSelected(context: CommandContext<CompileOptions>): Promise<CommandResult> {
  const { opened, options, report } = context;
  const selection = selectFor(opened, options, ['model', 'test']);
  if (!selection.ok) return unstarted(selection.problems);
  report(selection.warnings);
  const nodes = compiledNodes(opened, selection.value);
  const shown = options.select.length === 0 ? undefined : shownOf(nodes);
  return withReadOnlyCompiler(context, (compile) => compileToFiles(nodes, shown, compile, opened.project));
}

function compiledNodes({ graph, parsed }: OpenProject, selected: Selection): readonly (ModelNode | TestNode)[] {
  return [...selected].flatMap((id) => {
    const node = graph.nodes.get(id);
    return (isModel(node) || isTest(node)) && parsed.templates.has(id) ? [node] : [];
  });
}

/** The one model that was named, or the one test where no model was. */
function shownOf(nodes: readonly (ModelNode | TestNode)[]): ModelNode | TestNode | undefined {
  const models = nodes.filter(isModel);
  const [shown, ...others] = models.length > 0 ? models : nodes;
  return others.length === 0 ? shown : undefined;
}

/** All that compile are written, whatever is wrong with others. */
async function compileToFiles(
  nodes: readonly (ModelNode | TestNode)[],
  shown: ModelNode | TestNode | undefined,
  compile: Compile,
  { root, paths, name }: Project,
): Promise<CommandResult> {
  const folder = path.join(paths.target, 'compiled');
  const diagnostics: Diagnostic[] = [];
  let written = 0;
  let output = '';
  for (const node of nodes) {
    const query = await compile(node);
    if (!query.ok) {
      diagnostics.push(...query.problems);
      continue;
    }
    diagnostics.push(...query.warnings);
    const file = path.resolve(root, folder, name, node.file.path);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${query.value.sql}\n`);
    written += 1;
    if (node === shown) output = `${query.value.sql}\n`;
  }
  if (!shown) output = `${counted(written, 'file')} in ${folder}\n`;
  return { diagnostics, output, failed: false };
}
