// The view that points to the latest version of a model, where it asks for one: dbt's latest_version_pointer. It is a node of its
// own, which is built with that version.

import { failed, passed } from '../base/checked.ts';
import { type Checked, errorAt } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/text-file.ts';
import { dependsOnNothing } from '../graph/depends-on.ts';
import type { ModelNode } from '../graph/node.ts';
import type { NodeId } from '../graph/node-id.ts';
import { isLatest } from '../graph/nodes/model.ts';
import { referenceText } from '../graph/reference.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import { nodeValue, noNeighbours } from './node-value.ts';
import { unsetConfig } from './parse-resource.ts';
import type { ParseEnvironment } from './parse-template.ts';
import { pointerNameOf } from './relation-name.ts';

export interface Pointer {
  readonly node: ModelNode;
  readonly template: Template;
}

/** Undefined where the model asks for none, is no version or not the latest, or has no relation. `byDefault`: the project's flag. */
export function latestPointer(
  model: ModelNode,
  byDefault: boolean,
  environment: ParseEnvironment,
): Checked<Pointer> | undefined {
  const { config, version } = model;
  const isWanted = config.latestVersionPointer.enabled ?? byDefault;
  if (!isWanted || version === null || !isLatest(model) || config.materialized === 'ephemeral') return undefined;
  const name = pointerNameOf(model, () => nodeValue(model, environment.run.target, noNeighbours), environment);
  if (!name.ok) return name;
  if (name.value === model.relation.name) return failed([inItsPlace(model)]);
  const { packageName } = model;
  const reference = { kind: 'ref', packageName, name: model.name, version: version.name, span: version.span } as const;
  const file = { path: model.file.path, text: `select * from {{ ${referenceText(reference)} }}` };
  const template = compileTemplate(file);
  if (!template.ok) return template;
  const node: ModelNode = {
    ...model,
    id: `${model.id}__latest_version_pointer` as NodeId,
    version: null,
    pointsTo: model.id,
    file,
    span: spanOf(file),
    relation: { schema: model.relation.schema, name: name.value },
    config: pointerConfig(model),
    columns: [],
    constraints: [],
    properties: null,
    references: [reference],
    dependsOn: dependsOnNothing,
  };
  return passed({ node, template: template.value });
}

/** Whose it is and who may read it is as with the model; hooks and descriptions are the model's alone, as in dbt. */
function pointerConfig({ config }: ModelNode): ModelNode['config'] {
  const { enabled, tags, group, access, schema, grants, spans } = config;
  return { ...unsetConfig('model'), enabled, tags, group, access, schema, grants, spans };
}

function inItsPlace({ name, config, span }: ModelNode) {
  return errorAt(
    'CONFIG_CONFLICT',
    `the view that points to the latest version of "${name}" would be in that version's place`,
    {
      span: config.spans.get('alias') ?? config.spans.get('latest_version_pointer') ?? span,
      help: 'Choose another `alias`, or set `latest_version_pointer: { enabled: false }`',
    },
  );
}
