// What a node's config asks to be on its relation: indexes, a contract's constraints, comments, privileges, the log's triggers.
// By these names it is found among the relation's parts and remembered; what is remembered and not asked for any more is gone.

import type { MadePart } from '../../catalog/relation.ts';
import { auditTriggerNames } from '../../state/audit-log.ts';
import type { ConfigPart } from '../../state/made-parts.ts';
import type { PlanContext } from '../input.ts';
import { contractOf, type DeclaredTable } from './declared-table.ts';
import { namesMeant } from './describe-relation.ts';
import { guardsRows } from './guards.ts';
import { declaredIndexes, isSame } from './indexes.ts';
import { hookId, indexDefinition, madeOn } from './made-parts.ts';

export function configParts(context: PlanContext): readonly ConfigPart[] {
  const { node, project } = context;
  const declared = contractOf(node, project);
  const { materialized } = node.config;
  const indexes = materialized === 'view' ? [] : declaredIndexes(node).map(({ name }) => part('index', name));
  const isTable = materialized !== 'view' && materialized !== 'materialized_view';
  return [
    ...indexes,
    ...(isTable && declared.ok && declared.value ? contractParts(declared.value) : []),
    ...(isTable && node.config.audit ? auditTriggerNames.map((name) => part('trigger', name)) : []),
    ...(isTable && node.config.unlogged ? [part('setting', 'unlogged')] : []),
    ...descriptions(context),
    ...grants(node.config.grants),
  ];
}

function part(kind: ConfigPart['kind'], name: string, definition: string | null = null): ConfigPart {
  return { kind, name, definition };
}

function contractParts({ columns, constraints }: DeclaredTable): readonly ConfigPart[] {
  const settings = columns.flatMap((column) => [
    ...(column.default === null ? [] : [`default ${column.name}`]),
    ...(column.notNull || column.identity ? [`not null ${column.name}`] : []),
    ...(column.identity ? [`identity ${column.name}`] : []),
  ]);
  return [...constraints.map(({ name }) => part('constraint', name)), ...settings.map((name) => part('setting', name))];
}

/** Another text by the same name is not the config's. */
function descriptions({ node }: PlanContext): readonly ConfigPart[] {
  const { relation, columns } = node.config.persistDocs;
  const described = columns ? node.columns.filter(({ description }) => description !== '') : [];
  return [
    ...(relation && node.description !== '' ? [part('comment', '', node.description)] : []),
    ...described.flatMap((column) => namesMeant(column).map((name) => part('comment', name, column.description))),
  ];
}

const allPrivileges = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'];

function grants(asked: Readonly<Record<string, readonly string[]>>): readonly ConfigPart[] {
  return Object.entries(asked).flatMap(([privilege, roles]) => {
    const privileges = /^all( privileges)?$/i.test(privilege) ? allPrivileges : [privilege.toUpperCase()];
    return privileges.flatMap((one) => roles.map((role) => part('grant', `${one} ${role}`)));
  });
}

/** Whether all that the config asks for, but privileges, is as it is remembered. */
export function configIsRemembered(context: PlanContext): boolean {
  const { actual, node } = context;
  const asked = configParts(context).filter(({ kind }) => kind !== 'grant');
  if (actual === null || asked.length === 0) return asked.length === 0;
  const made = madeOn(actual).filter(({ origin }) => origin === 'config');
  const found = (kind: string, name: string) => made.find((one) => one.kind === kind && one.name === name);
  return (
    asked.every(({ kind, name }) => found(kind, name) !== undefined) &&
    declaredIndexes(node).every((index) => {
      const existing = actual.indexes.find(({ name }) => name === index.name);
      const definition = existing && indexDefinition(existing)?.part.definition;
      return existing !== undefined && isSame(existing, index) && found('index', index.name)?.definition === definition;
    })
  );
}

/**
 * What is remembered and would not be there after a fresh build: of a config that does not ask for it any more, of a hook that is
 * gone. Privileges that leave the config stay, as in dbt, until the relation is made anew; what guards rows stays in any case.
 */
export function goneParts(context: PlanContext): readonly MadePart[] {
  const asked = configParts(context);
  const hooks = new Set(context.node.config.postHooks.map(hookId));
  return madeOn(context.actual).filter((part) => {
    const { kind, name, origin, hook } = part;
    if (guardsRows(part)) return false;
    if (origin === 'hook') return hook === null || !hooks.has(hook);
    return kind !== 'grant' && !asked.some((one) => one.kind === kind && one.name === name);
  });
}
