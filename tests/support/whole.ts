// Tables of cases that take minutes are tried in part by `npm test`, the same part each time, and whole by `npm run test:whole`.

/** Whether every case is to be tried. */
export const whole = process.env.SMELT_TESTS === 'whole';

/** All cases, or every nth of them. */
export function part<Case>(cases: readonly Case[], nth: number): readonly Case[] {
  return whole ? cases : cases.filter((_, place) => place % nth === 0);
}

/** Where a suite that takes long is tried: what PostgreSQL does there is the same on both, and each has its short tests besides. */
export const kindsTried: readonly ('server' | 'embedded')[] = whole ? ['server', 'embedded'] : ['server'];
