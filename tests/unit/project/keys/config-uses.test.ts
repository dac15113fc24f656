// Protects the table of config keys from saying that a key works which nothing reads, and the code from reading a key that
// the table does not have. The sources are looked through with the compiler, which knows what each property is one of.

import { dirname, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { configKeys, nodeKeys, testKeys } from '../../../../src/project/keys/config-keys.ts';

const root = resolve(import.meta.dirname, '../../../..');
const keysFolder = `${root}/src/project/keys/`;
const projectFolder = `${root}/src/project/`;

/** The sources without the libraries that they use, which would take longer than all else. */
function sources(): ts.Program {
  const rootNames = ts.sys.readDirectory(`${root}/src`, ['.ts']);
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, file) =>
    literals.map(({ text }) => ({
      resolvedModule: text.startsWith('.')
        ? { resolvedFileName: resolve(dirname(file), text), extension: ts.Extension.Ts }
        : undefined,
    }));
  return ts.createProgram({ rootNames, options, host });
}

/** Properties that hold a key's value, or a part of one, with where they are declared; none of them read yet. */
function declaredProperties(program: ts.Program): Map<ts.Node, string> {
  const found = new Map<ts.Node, string>();
  const visit = (node: ts.Node): void => {
    const isKey =
      ts.isPropertyAssignment(node) &&
      ts.isCallExpression(node.initializer) &&
      node.initializer.expression.getText() === 'works';
    const isPart = ts.isPropertySignature(node) && /\/read-[^/]*\.ts$/.test(node.getSourceFile().fileName);
    if (isKey || isPart) found.set(node, node.name.getText());
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles()) if (file.fileName.startsWith(keysFolder)) visit(file);
  return found;
}

/** The name in `config.name` and in `const { name } = config`. */
function readName(node: ts.Node): ts.Node | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name;
  return ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)
    ? (node.propertyName ?? node.name)
    : undefined;
}

/** Where the property that the node reads is declared. */
function readDeclarations(node: ts.Node, checker: ts.TypeChecker): readonly ts.Node[] {
  const name = readName(node);
  if (!name) return [];
  if (ts.isPropertyAccessExpression(node)) return checker.getSymbolAtLocation(name)?.declarations ?? [];
  const type = checker.getTypeAtLocation(node.parent);
  const types = type.isUnion() ? type.types : [type];
  return types.flatMap((one) => one.getProperty(name.getText())?.declarations ?? []);
}

/** The text that a call names a key with: `configValue('meta')`, `spans.get('schema')`, `spanOfConfig(node, 'contract')`. */
function namedKey(node: ts.Node): readonly string[] {
  if (!ts.isCallExpression(node)) return [];
  const callee = node.expression.getText();
  if (!/(?:^|\.)(?:configValue|spanOf|isStated|spanOfConfig|conflict|spans\.get)$/.test(callee)) return [];
  const name = node.arguments.find(ts.isStringLiteral);
  return name ? [name.text] : [];
}

test('what works is read, and what is read is in the table', { timeout: 120_000 }, () => {
  const program = sources();
  const checker = program.getTypeChecker();
  const unread = declaredProperties(program);
  const properties = new Set(unread.values());
  expect([...Object.keys(nodeKeys), ...Object.keys(testKeys)].filter((name) => !properties.has(name))).toEqual([]);
  const named = new Set<string>();
  const visit = (node: ts.Node): void => {
    for (const key of namedKey(node)) named.add(key);
    const isCandidate = properties.has(readName(node)?.getText() ?? '');
    if (isCandidate && !node.getSourceFile().fileName.startsWith(projectFolder))
      for (const declaration of readDeclarations(node, checker)) unread.delete(declaration);
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles()) if (file.fileName.startsWith(`${root}/src/`)) visit(file);
  expect([...unread.values()]).toEqual([]);
  const names = new Set(configKeys.map(({ name }) => name));
  expect([...named].filter((name) => !names.has(name))).toEqual([]);
  expect(named.size).toBeGreaterThan(5);
});
