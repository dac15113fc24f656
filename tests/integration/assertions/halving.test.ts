// A statement that errs is asked again in halves until only the guilty assertion errs, and an error's position names whose
// text it is.

import { expect, test } from 'vitest';
import { halve, planAssertions } from '../../../src/assertions/plan-assertions.ts';
import { type AssertionStatement, readAnswer } from '../../../src/assertions/statement.ts';
import { DatabaseError } from '../../../src/database/database.ts';
import { userText } from '../../../src/sql/sql.ts';
import { placeAt } from '../../../src/sql/written.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { assertion, type Declared, deposits } from '../../unit/assertions/declare.ts';

const harmless: readonly Declared[] = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
  test: 'not_null',
  column: 'label',
  id,
}));

describeOnBoth('a fused statement that errs', (rig) => {
  const ask = (statement: AssertionStatement) =>
    rig.database.withSession((session) => session.query(statement.statement));

  test('loses only the guilty assertion', async () => {
    await rig.database.withSession((session) =>
      session.query(userText(`create table public.deposits as select 'x' as label`)),
    );
    const guilty: Declared = { test: 'expression', id: 'guilty', arguments: { expression: 'label::int > 0' } };
    const assertions = [...harmless.slice(0, 3), guilty, ...harmless.slice(3)].map(assertion);
    const answered: string[] = [];
    const erred: string[] = [];
    const run = async (statement: AssertionStatement): Promise<void> => {
      try {
        const { counts, records } = readAnswer(statement, (await ask(statement)).rows[0] ?? []);
        expect(records).toBeNull();
        answered.push(...counts.keys());
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error;
        const halves = halve(statement);
        if (halves.length === 0) erred.push(...statement.assertions.map(({ id }) => id));
        for (const half of halves) await run(half);
      }
    };
    for (const statement of planAssertions({ relation: deposits, assertions, facts: null })) await run(statement);
    expect(answered).toEqual(['a', 'b', 'c', 'd', 'e'].map((id) => `test.affiliate.${id}`));
    expect(erred).toEqual(['test.affiliate.guilty']);
  });

  test.each([
    ['where', { test: 'not_null', column: 'label', id: 'guilty', config: { where: "label = '🙂' and labl = 1" } }],
    ['column_name', { test: 'not_null', column: 'lable', id: 'guilty' }],
    ['expression', { test: 'expression', id: 'guilty', arguments: { expression: "label = 'ü' or missing > 0" } }],
    [
      'max_value',
      { test: 'range', column: 'label', id: 'guilty', arguments: { min_value: "'a'", max_value: 'nothing_such' } },
    ],
    ['fail_calc', { test: 'not_null', column: 'label', id: 'guilty', config: { failCalc: 'count(nothing_such)' } }],
  ] satisfies readonly (readonly [string, Declared])[])('names the %s that is wrong', async (key, declared) => {
    const [statement] = planAssertions({
      relation: deposits,
      assertions: [...harmless, declared].map(assertion),
      facts: null,
    });
    if (!statement) throw new Error('there is a statement');
    const error: unknown = await ask(statement).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const position = error instanceof DatabaseError ? error.position : undefined;
    expect(position === undefined ? error : placeAt(statement, position)?.origin).toEqual({
      owner: 'test.affiliate.guilty',
      key,
    });
  });
});
