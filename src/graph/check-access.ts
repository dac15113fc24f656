// Who may refer to a model: dbt's rules for groups, and for packages that restrict access.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { displayName, isDeclared, isModel, isSource, type ModelNode, type Node, nounOf } from './node.ts';
import { type Reference, referenceText } from './reference.ts';

export interface AccessRules {
  /** Packages with `restrict-access: true`: their models are for themselves, but for public ones. */
  readonly restricted: ReadonlySet<string>;
}

/** `group`: that of the node that reads, which a generic test has from what it is on. */
export function accessMistake(
  { reader, group }: { readonly reader: Node; readonly group: string | null },
  read: Node | undefined,
  reference: Reference,
  { restricted }: AccessRules,
): Diagnostic | undefined {
  if (!isModel(read) || read.config.access === 'public') return undefined;
  const isOutside = reader.packageName !== read.packageName && restricted.has(read.packageName);
  if (read.config.access === 'private') {
    if (group !== null && group === read.config.group && !isOutside) return undefined;
    return refused(reference, read, privateHelp(reader, read));
  }
  const help = `The package "${read.packageName}" has "restrict-access: true": only its public models are for others`;
  return isOutside ? refused(reference, read, help) : undefined;
}

/** Of a node without config, none. */
export function groupOf(node: Node | undefined): string | null {
  if (node === undefined || isSource(node)) return null;
  return isDeclared(node) ? (node.group?.value ?? null) : node.config.group;
}

function privateHelp(reader: Node, { config: { group } }: ModelNode): string {
  if (reader.resourceType === 'exposure') return 'Make the model protected: an exposure is in no group';
  if (group === null) return 'Give both of them one group, or make the model protected';
  return `Make the model protected, or put the ${nounOf(reader)} into the group "${group}"`;
}

function refused(reference: Reference, read: ModelNode, help: string): Diagnostic {
  const { access, group } = read.config;
  const to =
    access === 'protected' ? `the package "${read.packageName}"` : group === null ? 'a group' : `the group "${group}"`;
  const stated = read.config.spans.get('access');
  return errorAt(
    'GRAPH_ACCESS',
    `${referenceText(reference)} leads to "${displayName(read)}", which is ${access} to ${to}`,
    {
      span: reference.span,
      notes: stated ? [{ message: `it is ${access} here`, span: stated }] : [],
      help,
    },
  );
}
