// `--vars` and `--args`: YAML maps on the command line.

import { failed, passed } from '../base/checked.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { type Checked, errorAt } from '../diagnostics/diagnostic.ts';
import { readYaml } from './read-yaml.ts';
import { dataObjectOf, isNull, type YamlDataObject } from './yaml-value.ts';

/** `{start: 2024-01-01}`, `start: 2024-01-01`, or JSON. An empty text is no vars. */
export function parseVars(text: string): Checked<YamlDataObject> {
  return parseMap(text, '--vars', 'VARS_OPTION', "the vars as YAML or JSON: --vars '{start: 2024-01-01}'");
}

/** The arguments of a macro, in the same forms. */
export function parseArguments(text: string): Checked<YamlDataObject> {
  return parseMap(text, '--args', 'ARGS_OPTION', "the arguments as YAML or JSON: --args '{role: reader}'");
}

function parseMap(text: string, option: string, code: DiagnosticCode, form: string): Checked<YamlDataObject> {
  const yaml = readYaml({ path: option, text });
  if (!yaml.ok) return failed(yaml.problems.map((problem) => ({ ...problem, code })));
  if (isNull(yaml.value)) return passed({});
  if (yaml.value.kind === 'map') return passed(dataObjectOf(yaml.value));
  return failed([
    errorAt(code, `${option} takes a map of names to values`, {
      span: yaml.value.span,
      help: `Write ${form}`,
    }),
  ]);
}
