#!/usr/bin/env node
// Figures of the code's structure, of this checkout or of another one beside it: how many folders and files, how long they are,
// which functions take many arguments, and where what should be said once is said again.
//
//   node scripts/structure.mjs [folder of a checkout]

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = process.argv[2] ?? '.';
const most = 4;

const files = sourceFiles(join(root, 'src'));
const lengths = files.map(({ lines }) => lines).sort((one, other) => one - other);
const largest = files.toSorted((one, other) => other.lines - one.lines).slice(0, 3);
const inSource = (/** @type {(node: ts.Node) => boolean} */ counts) =>
  sum(files, (file) => countNodes(file.tree, counts));
const wide = files
  .filter(({ path }) => !path.startsWith(join('src', 'jinja')))
  .flatMap(({ path, tree }) =>
    functionsOf(tree)
      .filter(({ taken }) => taken > most)
      .map((one) => ({ ...one, path })),
  );
const run = files.find(({ path }) => path.endsWith('/run-project.ts'));
const support = existsSync(join(root, 'tests/support')) ? sourceFiles(join(root, 'tests/support')) : [];

/** @type {readonly (readonly [string, string | number])[]} */
const figures = [
  ['folders', new Set(files.map(({ path }) => dirname(path))).size],
  ['files', files.length],
  ['lines', sum(files, ({ lines }) => lines)],
  ['lines of the median file', lengths[Math.floor(lengths.length / 2)] ?? 0],
  ['largest files', largest.map(({ path, lines }) => `${path} ${lines}`).join(', ')],
  [`functions outside jinja/ that take more than ${most} arguments`, wide.length],
  ['most arguments of one', Math.max(0, ...wide.map(({ taken }) => taken))],
  ['circles', circles()],
  ['lines of run-project.ts', run?.lines ?? 'no such file'],
  ['calls of reportProblems', inSource((node) => isCallOf(node, 'reportProblems'))],
  ['`return exitCode.failed`', inSource(isFailedReturn)],
  ['literals of nodes in src', inSource(isNodeLiteral)],
  ['literals of nodes in tests/support', sum(support, ({ tree }) => countNodes(tree, isNodeLiteral))],
  ['comparisons of resourceType', inSource(asksResourceType)],
];
const width = Math.max(...figures.map(([name]) => name.length));
for (const [name, value] of figures) console.log(`${name.padEnd(width)}  ${value}`);
if (process.argv.includes('--list'))
  for (const { path, name, taken } of wide) console.log(`  ${taken} ${path} ${name}`);

/**
 * @param {string} folder
 * @returns {readonly { path: string, lines: number, tree: ts.SourceFile }[]}
 */
function sourceFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) return [];
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8');
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    return [{ path: relative(root, file), lines: text.split('\n').length - 1, tree }];
  });
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => number} number
 */
function sum(items, number) {
  return items.reduce((total, item) => total + number(item), 0);
}

/**
 * @param {ts.Node} tree
 * @param {(node: ts.Node) => boolean} counts
 * @returns {number}
 */
function countNodes(tree, counts) {
  let count = 0;
  const visit = (/** @type {ts.Node} */ node) => {
    if (counts(node)) count += 1;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return count;
}

/**
 * @param {ts.Node} tree
 * @returns {readonly { name: string, taken: number }[]}
 */
function functionsOf(tree) {
  /** @type {{ name: string, taken: number }[]} */
  const found = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const name =
        node.name?.getText() ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : '(a function)');
      found.push({ name, taken: node.parameters.length });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Groups of files that import each other, by Tarjan's algorithm. Type-only imports count. */
function circles() {
  const known = new Set(files.map(({ path }) => path));
  const edges = new Map(files.map(({ path, tree }) => [path, importsOf(path, tree).filter((one) => known.has(one))]));
  /** @type {Map<string, { index: number, low: number, open: boolean }>} */
  const marks = new Map();
  /** @type {string[]} */
  const stack = [];
  let groups = 0;
  const visit = (/** @type {string} */ path) => {
    const mark = { index: marks.size, low: marks.size, open: true };
    marks.set(path, mark);
    stack.push(path);
    for (const next of edges.get(path) ?? []) {
      const known = marks.get(next);
      if (known === undefined) mark.low = Math.min(mark.low, visit(next).low);
      else if (known.open) mark.low = Math.min(mark.low, known.index);
    }
    if (mark.low !== mark.index) return mark;
    const group = stack.splice(stack.indexOf(path));
    for (const one of group) {
      const closed = marks.get(one);
      if (closed) closed.open = false;
    }
    if (group.length > 1) groups += 1;
    return mark;
  };
  for (const { path } of files) if (!marks.has(path)) visit(path);
  return groups;
}

/**
 * @param {string} path
 * @param {ts.SourceFile} tree
 * @returns {readonly string[]}
 */
function importsOf(path, tree) {
  return tree.statements.flatMap((statement) => {
    const named =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined;
    if (!named || !ts.isStringLiteral(named) || !named.text.startsWith('.')) return [];
    return [join(dirname(path), named.text)];
  });
}

/**
 * @param {ts.Node} node
 * @param {string} name
 */
function isCallOf(node, name) {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;
}

/** @param {ts.Node} node */
function isFailedReturn(node) {
  return ts.isReturnStatement(node) && node.expression?.getText() === 'exitCode.failed';
}

/** An object that says of itself which kind of resource it is. @param {ts.Node} node */
function isNodeLiteral(node) {
  return (
    ts.isPropertyAssignment(node) &&
    node.name.getText() === 'resourceType' &&
    ts.isStringLiteral(node.initializer) &&
    ts.isObjectLiteralExpression(node.parent)
  );
}

/** @param {ts.Node} node */
function asksResourceType(node) {
  const isComparison =
    ts.isBinaryExpression(node) &&
    [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken].includes(
      node.operatorToken.kind,
    );
  if (isComparison) return /\bresourceType$/.test(node.left.getText());
  return ts.isSwitchStatement(node) && /\bresourceType$/.test(node.expression.getText());
}
