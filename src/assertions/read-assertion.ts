// From a declared data test to an assertion: the built-in of its name (or the SQL that a project wrote for it), its
// arguments and its config, with everything that is wrong reported at the declaration. Needs no database.

import { allOf, failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import { type Assertion, type Dimension, dimensions, type ResolvedTest } from './assertion.ts';
import type { Builtin, ReadCheck } from './builtin.ts';
import { builtins } from './builtins.ts';
import { DeclaredArguments } from './declared-arguments.ts';
import { readTestArguments } from './test-arguments.ts';
import { parseThreshold, type Threshold } from './threshold.ts';

/** The names of the tests that need neither macro nor package. */
export const builtinTests: readonly string[] = [...builtins.keys()];

/** In the order of the tests; the problems of all of them together. */
export function readAssertions(tests: readonly ResolvedTest[]): Checked<readonly Assertion[]> {
  return allOf(tests.map(readAssertion));
}

export function readAssertion(test: ResolvedTest): Checked<Assertion> {
  const { node } = test;
  const { config } = node;
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const name = node.test.kind === 'generic' ? node.test.name : null;
  const builtin = test.sql === null && name !== null ? builtins.get(name) : undefined;
  const read = readCheck(test, name, builtin, report);
  const warnIf = readThreshold('warn_if', config.warnIf, test, report);
  const errorIf = readThreshold('error_if', config.errorIf, test, report);
  const dimension = readDimension(test, builtin, report);
  const hasError = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  if (hasError || !read || !warnIf || !errorIf) return failed(diagnostics);
  const assertion: Assertion = {
    id: node.id,
    name: node.name,
    test: name,
    relation: test.relation,
    check: read.check,
    where: config.where,
    limit: config.limit,
    failCalc: /^count\(\s*\*\s*\)$/i.test(config.failCalc.trim()) ? null : config.failCalc,
    severity: config.severity,
    warnIf,
    errorIf,
    dimension,
    phrase: read.phrase,
    inlined: test.inlined,
    span: node.span,
  };
  return passed(assertion, diagnostics);
}

function readCheck(
  test: ResolvedTest,
  name: string | null,
  builtin: Builtin | undefined,
  report: (diagnostic: Diagnostic) => void,
): ReadCheck | undefined {
  if (test.sql !== null) {
    return { check: { kind: 'custom', sql: test.sql }, phrase: { one: 'was returned', many: 'were returned' } };
  }
  if (!builtin) {
    report(
      errorAt('TEST_UNKNOWN', `there is no data test "${name ?? test.node.name}"`, {
        span: test.node.span,
        help: didYouMean(
          name ?? '',
          builtins.keys(),
          `Define it with {% test %}, or use one of ${builtinTests.join(', ')}`,
        ),
      }),
    );
    return undefined;
  }
  const onColumn = test.node.test.kind === 'generic' && test.node.test.column !== null;
  if (onColumn && builtin.column === 'none') {
    report(
      errorAt('TEST_ARGUMENT', `the data test ${name} judges the relation as a whole, and is declared on a column`, {
        span: test.node.span,
        help: 'Declare it on the relation, under its own data_tests',
      }),
    );
    return undefined;
  }
  const declared = new DeclaredArguments(test, name ?? '', report);
  return builtin.read(readTestArguments(declared, builtin.arguments), onColumn);
}

function readThreshold(
  key: 'warn_if' | 'error_if',
  text: string,
  test: ResolvedTest,
  report: (diagnostic: Diagnostic) => void,
): Threshold | undefined {
  const threshold = parseThreshold(text);
  if (!threshold) {
    report(
      errorAt('TEST_THRESHOLD', `"${key}" of the data test ${test.node.name} is not a comparison: "${text}"`, {
        span: test.node.span,
        help: 'Write an operator and a number ("> 10", "!= 0"), "between 1 and 5" or "in (1, 2)"',
      }),
    );
  }
  return threshold;
}

/** `meta.dimension` moves a test; a user-written one counts only with it, and a singular one for no relation at all. */
function readDimension(
  test: ResolvedTest,
  builtin: Builtin | undefined,
  report: (diagnostic: Diagnostic) => void,
): Dimension | null {
  const given = test.node.config.meta.dimension ?? test.node.meta.dimension;
  if (given === undefined || given === null) return builtin?.dimension ?? null;
  const found = dimensions.find((dimension) => dimension === given);
  if (!found) {
    report(
      errorAt('TEST_DIMENSION', `"dimension" of the data test ${test.node.name} is not a quality score`, {
        span: test.node.span,
        help: didYouMean(String(given), dimensions, `Give it one of ${dimensions.join(', ')}`),
      }),
    );
  } else if (test.relation === null) {
    const message = `the singular test ${test.node.name} has a "dimension", but belongs to no relation`;
    report(
      warningAt('TEST_DIMENSION', message, { span: test.node.span, help: 'Make it a generic test, or remove it' }),
    );
    return null;
  }
  return found ?? null;
}
