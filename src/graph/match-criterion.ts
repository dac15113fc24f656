// Which nodes one criterion of a selector means, before its pluses.

import { assertNever } from '../base/assert-never.ts';
import type { DeclarationKind } from '../project/declaration-kind.ts';
import { isOlder } from '../project/model-version.ts';
import { groupOf } from './check-access.ts';
import { isModel, isSource, type Node } from './node.ts';
import { isLatest } from './nodes/model.ts';
import type { Criterion } from './selector.ts';
import { hasWildcard, nameMatcher, pathMatcher } from './wildcard.ts';

/** A test of nodes for the criterion's method and value; `package:this` is the root project. */
export function matcherOf({ method, value }: Criterion, projectName: string): (node: Node) => boolean {
  switch (method) {
    case 'fqn':
      return matchFqn(value);
    case 'path':
      return matchPath(value);
    case 'file':
      return matchFile(value);
    case 'tag': {
      const matches = nameMatcher(value);
      return (node) => node.tags.some(matches);
    }
    case 'resource_type':
      return (node) => node.resourceType === value;
    case 'source':
      return matchSource(value);
    case 'package': {
      const name = value === 'this' ? projectName : value;
      const matches = nameMatcher(name);
      return (node) => node.packageName === name || matches(node.packageName);
    }
    case 'exposure':
    case 'metric':
    case 'semantic_model':
    case 'saved_query':
      return matchDeclared(method, value);
    case 'access':
      return (node) => isModel(node) && node.config.access === value;
    case 'group':
      return matchGroup(value);
    case 'version':
      return matchVersion(value);
    default:
      return assertNever(method);
  }
}

/** A node's name, or the beginning of its fqn with or without the package: `orders`, `base.orders`, `affiliate.base`, `base.*`. */
function matchFqn(value: string): (node: Node) => boolean {
  const parts = value.split('.');
  const name = nameMatcher(value);
  const wildcardAt = parts.findIndex(hasWildcard);
  const rest = wildcardAt < 0 ? null : nameMatcher(parts.slice(wildcardAt).join('.'));
  const begins = (fqn: readonly string[]): boolean => {
    if (fqn.length < parts.length && wildcardAt < 0) return false;
    const plain = wildcardAt < 0 ? parts : parts.slice(0, wildcardAt);
    if (!plain.every((part, index) => fqn[index] === part)) return false;
    return rest === null || rest(fqn.slice(wildcardAt).join('.'));
  };
  return (node) => {
    if (isSource(node)) return false;
    if (name(node.name) || isVersionNamed(node, parts)) return true;
    const flat = node.fqn.flatMap((part) => part.split('.'));
    return begins(flat) || begins(flat.slice(1));
  };
}

/** `orders_v2` and `orders.v2` for a version of a model. */
function isVersionNamed(node: Node, parts: readonly string[]): boolean {
  return isModel(node) && node.version !== null && node.fqn.slice(-2).join('_') === parts.slice(-2).join('_');
}

function matchGroup(value: string): (node: Node) => boolean {
  const matches = nameMatcher(value);
  return (node) => {
    const group = groupOf(node);
    return group !== null && matches(group);
  };
}

/** What is newer than the latest is a prerelease; `none` is for models without versions. */
function matchVersion(value: string): (node: Node) => boolean {
  return (node) => {
    if (!isModel(node)) return false;
    const { version } = node;
    if (version === null || value === 'none') return version === null && value === 'none';
    if (value === 'latest') return isLatest(node);
    return value === 'old' ? isOlder(version.name, version.latest) : isOlder(version.latest, version.name);
  };
}

/** The file, or a folder above it. */
function matchPath(value: string): (node: Node) => boolean {
  const matches = pathMatcher(value.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, ''));
  return (node) => {
    const parts = node.file.path.split('/');
    return parts.some((_, index) => matches(parts.slice(0, index + 1).join('/')));
  };
}

/** The file's name, with or without what follows its last dot. */
function matchFile(value: string): (node: Node) => boolean {
  const matches = nameMatcher(value);
  return (node) => {
    const name = node.file.path.split('/').at(-1) ?? '';
    return matches(name) || matches(name.replace(/\.[^.]*$/, ''));
  };
}

/** `name` or `package.name`. */
function matchDeclared(kind: DeclarationKind, value: string): (node: Node) => boolean {
  const parts = value.split('.').map(nameMatcher);
  return (node) =>
    node.resourceType === kind &&
    parts.length <= 2 &&
    parts.every((matches, index) => matches([node.packageName, node.name].slice(-parts.length)[index] ?? ''));
}

/** `source`, `source.table` or `package.source.table`. */
function matchSource(value: string): (node: Node) => boolean {
  const parts = value.split('.').map(nameMatcher);
  return (node) => {
    if (!isSource(node)) return false;
    const names = [node.packageName, node.sourceName, node.name];
    const compared = parts.length === 1 ? names.slice(1, 2) : parts.length === 2 ? names.slice(1) : names;
    return parts.length <= 3 && parts.every((matches, index) => matches(compared[index] ?? ''));
  };
}
