// @ts-check
// Lets a child process run the sources as they stand: `node --import tests/support/run-typescript.js script.ts`. Types are only
// taken away; the compiler has checked them elsewhere. What came of a source is kept by its content, because loading the
// compiler takes longer than everything else that such a process does.

import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const kept = fileURLToPath(new URL('../../node_modules/.cache/smelt-typescript/', import.meta.url));

if (isMainThread) register(import.meta.url);

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const text = readFileSync(fileURLToPath(url), 'utf8');
  const file = join(kept, `${createHash('sha256').update(text).digest('hex')}.js`);
  const source = readKept(file) ?? (await withoutTypes(text, file));
  return { format: 'module', source, shortCircuit: true };
}

/** @param {string} file */
function readKept(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} text @param {string} file */
async function withoutTypes(text, file) {
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      verbatimModuleSyntax: true,
      sourceMap: false,
    },
  });
  mkdirSync(kept, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, outputText);
  renameSync(draft, file);
  return outputText;
}
