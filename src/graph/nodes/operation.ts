// What runs beside the graph: a hook of the project, or a macro that is called by itself. It is no node of the graph, nothing
// depends on it, and what it reads is found when it runs.

import type { JsonObject } from '../../base/json-value.ts';
import type { TextFile } from '../../diagnostics/text-file.ts';
import { type NodeId, nodeId } from '../node-id.ts';

export interface Operation {
  readonly resourceType: 'operation';
  readonly id: NodeId;
  readonly name: string;
  readonly packageName: string;
  readonly file: TextFile;
  /** What it sees as `model`. */
  readonly described: JsonObject;
}

type Named = Pick<Operation, 'name' | 'packageName' | 'file'>;

function createOperation(kind: string, { name, packageName, file }: Named, more: JsonObject): Operation {
  const id = nodeId(kind, packageName, name);
  const described = { unique_id: id, name, resource_type: kind, package_name: packageName, ...more };
  return { resourceType: 'operation', id, name, packageName, file, described };
}

/** `moment`: dbt's name of it, `on-run-start` or `on-run-end`; `file` is the hook's own text. */
export function createHookOperation(packageName: string, moment: string, index: number, file: TextFile): Operation {
  const name = `${packageName}-${moment}-${index}`;
  const more = { fqn: [packageName, 'hooks', name], raw_code: file.text };
  return createOperation('operation', { name, packageName, file }, more);
}

/** `code`: the macro from its opening tag to its closing one. */
export function createMacroOperation(packageName: string, name: string, file: TextFile, code: string): Operation {
  const { path } = file;
  return createOperation('macro', { name, packageName, file }, { path, original_file_path: path, macro_sql: code });
}
