// `--inline`: a query typed on the command line as a node that compiles like a model.

import { failed, passed } from '../base/checked.ts';
import { parseEnvironment } from '../compile/parse-models.ts';
import { parseTemplate } from '../compile/parse-template.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ModelNode, NodeId } from '../graph/node.ts';
import { nodeId } from '../graph/node-id.ts';
import { createModel } from '../graph/nodes/model.ts';
import { indexReferences } from '../graph/reference-index.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import { parseModelConfig } from '../project/parse-model-config.ts';
import type { ResourceFile } from '../project/project.ts';
import type { OpenProject } from './open-project.ts';

export interface InlineNode {
  readonly node: ModelNode;
  readonly templates: ReadonlyMap<NodeId, Template>;
}

const name = 'inline_query';

/** References to what does not exist are reported as in a model; the place is the text as typed. */
export function inlineNode(text: string, opened: OpenProject): Checked<InlineNode> {
  const { run, graph, parsed, project } = opened;
  const file = fileOf(text, project.name);
  const template = compileTemplate(file.file);
  if (!template.ok) return template;
  const subject = { node: file, model: () => ({ name, resource_type: 'sql_operation' }) };
  const read = parseTemplate(template.value, subject, parseEnvironment(parsed.library, run, project));
  if (!read.ok) return read;
  const index = indexReferences([...graph.nodes.values()]);
  const problems = read.value.references.flatMap((reference): readonly Diagnostic[] => {
    const resolution = index.resolve(reference, project.name);
    return resolution.kind === 'missing' ? [resolution.diagnostic] : [];
  });
  const config = parseModelConfig([], { kind: 'model', materializations: new Set() });
  if (!config.ok) return config;
  if (problems.length > 0) return failed(problems);
  const relation = { schema: run.target.schema, name };
  const id = nodeId('sql_operation', project.name, name);
  const node = { ...createModel(file, { ...read.value, config: config.value, relation }), id };
  return passed({ node, templates: new Map([[id, template.value]]) });
}

/** As if the text were a file of the project. */
function fileOf(text: string, packageName: string): ResourceFile {
  return {
    kind: 'model',
    packageName,
    name,
    fqn: [packageName, name],
    file: { path: '--inline', text },
    config: [],
    properties: null,
    snapshot: null,
  };
}
