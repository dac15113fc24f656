// `--inline`: a query typed on the command line as a node that compiles like a model.

import { failed, passed } from '../base/checked.ts';
import { nodeId } from '../compile/node-id.ts';
import { parseTemplate } from '../compile/parse-template.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ModelNode, NodeId } from '../graph/node.ts';
import { indexReferences } from '../graph/reference-index.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import { parseModelConfig } from '../project/parse-model-config.ts';
import type { OpenProject } from './open-project.ts';

export interface InlineNode {
  readonly node: ModelNode;
  readonly templates: ReadonlyMap<NodeId, Template>;
}

/** References to what does not exist are told as in a model; the place is the text as typed. */
export function inlineNode(text: string, opened: OpenProject): Checked<InlineNode> {
  const source = { path: '--inline', text };
  const { run, graph, parsed, project } = opened;
  const template = compileTemplate(source);
  if (!template.ok) return template;
  const read = parseTemplate(template.value, {
    run,
    library: parsed.library,
    packageName: project.name,
    model: { name: 'inline_query', resource_type: 'sql_operation' },
  });
  if (!read.ok) return read;
  const index = indexReferences([...graph.nodes.values()]);
  const problems = read.value.references.flatMap((reference): readonly Diagnostic[] => {
    const resolution = index.resolve(reference, project.name);
    return resolution.kind === 'missing' ? [resolution.diagnostic] : [];
  });
  const config = parseModelConfig([], { kind: 'model', materializations: new Set() });
  if (!config.ok) return config;
  if (problems.length > 0) return failed(problems);
  const id = nodeId('sql_operation', project.name, 'inline_query');
  return passed({
    node: {
      resourceType: 'model',
      id,
      name: 'inline_query',
      packageName: project.name,
      fqn: [project.name, 'inline_query'],
      tags: [],
      source,
      description: '',
      meta: {},
      config: config.value,
      relation: { schema: run.target.schema, name: 'inline_query' },
      columns: [],
      constraints: [],
      properties: null,
      references: read.value.references,
    },
    templates: new Map([[id, template.value]]),
  });
}
