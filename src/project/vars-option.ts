// `--vars`: a YAML map on the command line.

import { failed, passed } from '../base/checked.ts';
import { type Checked, errorAt } from '../diagnostics/diagnostic.ts';
import { readYaml } from './read-yaml.ts';
import { dataObjectOf, isNull, type YamlDataObject } from './yaml-value.ts';

/** `{start: 2024-01-01}`, `start: 2024-01-01`, or JSON. An empty text is no vars. */
export function parseVars(text: string): Checked<YamlDataObject> {
  const yaml = readYaml({ path: '--vars', text });
  if (!yaml.ok) return yaml;
  if (isNull(yaml.value)) return passed({});
  if (yaml.value.kind === 'map') return passed(dataObjectOf(yaml.value));
  return failed([
    errorAt('VARS_OPTION', '--vars takes a map of names to values', {
      span: yaml.value.span,
      help: "Write the vars as YAML or JSON: --vars '{start: 2024-01-01}'",
    }),
  ]);
}
