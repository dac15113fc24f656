// `smelt compile`: models and singular tests as the SQL that is sent, into target/compiled; one query on the terminal.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ModelNode, TestNode } from '../graph/node.ts';
import { counted } from '../report/text.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';
import { inlineNode } from './inline-node.ts';
import { openProject } from './open-project.ts';
import { withReadOnlyCompiler } from './read-only-compiler.ts';
import { selectFor } from './select.ts';
import type { CommonOptions, SelectionOptions, Surroundings } from './surroundings.ts';
import { tellProblems } from './tell-problems.ts';

type CompileOptions = CommonOptions &
  SelectionOptions & {
    readonly inline: string | undefined;
    readonly fullRefresh: boolean;
    readonly threads: number | undefined;
  };

export async function compileCommand(options: CompileOptions, surroundings: Surroundings): Promise<ExitCode> {
  const opened = await openProject(options, 'compile', surroundings);
  if (!opened.ok) {
    tellProblems(opened.problems, options, surroundings);
    return exitCodeOf(opened.problems);
  }
  const { graph, project, parsed } = opened.value;
  const tell = (problems: readonly Diagnostic[]) => tellProblems(problems, options, surroundings, project.secrets);
  const inline = options.inline === undefined ? undefined : inlineNode(options.inline, opened.value);
  if (inline && !inline.ok) {
    tell(inline.problems);
    return exitCode.failed;
  }
  const selection = selectFor(opened.value, options, ['model', 'test']);
  if (!selection.ok) {
    tell(selection.problems);
    return exitCode.failed;
  }
  tell([...opened.warnings, ...selection.warnings]);
  const compiled = await withReadOnlyCompiler(opened.value, surroundings, async (compile) => {
    if (inline) {
      const query = await compile(inline.value.node, inline.value.templates);
      if (!query.ok) return query.problems;
      surroundings.write(`${query.value.sql}\n`);
      return [];
    }
    const problems: Diagnostic[] = [];
    let written = 0;
    const nodes = [...selection.value].flatMap((id) => {
      const node = graph.nodes.get(id);
      return node && (node.resourceType === 'model' || node.resourceType === 'test') && parsed.templates.has(id)
        ? [node]
        : [];
    });
    const models = nodes.filter((node) => node.resourceType === 'model');
    const [shown, ...others] = options.select.length === 0 ? [] : models.length > 0 ? models : nodes;
    const isShown = (node: ModelNode | TestNode) => node === shown && others.length === 0;
    for (const node of nodes) {
      const query = await compile(node);
      if (!query.ok) {
        problems.push(...query.problems);
        continue;
      }
      const file = path.resolve(project.root, project.paths.target, 'compiled', project.name, node.source.path);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, `${query.value.sql}\n`);
      written += 1;
      if (isShown(node)) surroundings.write(`${query.value.sql}\n`);
    }
    if (!nodes.some(isShown)) {
      surroundings.write(`${counted(written, 'file')} in ${path.join(project.paths.target, 'compiled')}\n`);
    }
    return problems;
  });
  tell(compiled);
  return compiled.some((problem) => problem.severity === 'error') ? exitCode.failed : exitCode.allWell;
}
