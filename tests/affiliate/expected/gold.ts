// What the five materialized views of business figures hold, from base and the coins' rates.

import type { Base, ClientRecord } from './base.ts';
import type { Row } from './tables.ts';
import {
  type Decimal,
  date,
  dividedAndRounded,
  fixed,
  grouped,
  jsonb,
  percent,
  startOfDay,
  startOfMonth,
  startOfWeek,
  type Time,
  trimmed,
} from './values.ts';

/** Of each coin, in units of 10^-8. */
export type Rates = ReadonlyMap<string, bigint>;

/** Amounts and values in units of 10^-8; a value that cannot be reported is null. */
export interface Figures {
  readonly signups: bigint;
  readonly depositors: bigint;
  readonly firstTimeDepositors: bigint;
  readonly deposits: bigint;
  readonly value: bigint | null;
  readonly coins: ReadonlyMap<string, bigint>;
  readonly traders: bigint;
  readonly trades: bigint;
  readonly volume: bigint;
}

const refused = new Set(['failed', 'rejected', 'cancelled']);
export const counts = ({ status }: { readonly status: string }): boolean => !refused.has(status.toLowerCase());

const starts = { daily: startOfDay, weekly: startOfWeek, monthly: startOfMonth } as const;
export type Period = keyof typeof starts;

interface Activity {
  readonly affiliate: string;
  readonly start: Time;
  readonly kind: 'signup' | 'deposit' | 'first deposit' | 'trade';
  readonly client: string;
  readonly record?: ClientRecord;
}

function activities(base: Base, startOf: (time: Time) => Time): readonly Activity[] {
  const affiliateOf = (client: string) => base.clients.get(client)?.affiliate ?? '';
  const deposits = [...base.records.deposits.values()].filter(counts);
  const trades = [...base.records.trades.values()].filter(counts);
  const of = (kind: Activity['kind']) => (record: ClientRecord) => ({
    affiliate: affiliateOf(record.client),
    start: startOf(record.time),
    kind,
    client: record.client,
    record,
  });
  return [
    ...[...base.clients.values()]
      .filter(counts)
      .map(({ id, affiliate, time }): Activity => ({ affiliate, start: startOf(time), kind: 'signup', client: id })),
    ...deposits.map(of('deposit')),
    ...[...firstDeposits(base).values()].map(of('first deposit')),
    ...trades.map(of('trade')),
  ];
}

export function firstDeposits(base: Base): ReadonlyMap<string, ClientRecord> {
  const deposits = [...base.records.deposits.values()].filter(counts);
  return new Map(
    [...grouped(deposits, ({ client }) => client)].map(([client, group]) => [
      client,
      group.reduce((one, other) => (other.time < one.time ? other : one)),
    ]),
  );
}

/** By affiliate, then by the period's first day. */
export function figures(base: Base, rates: Rates, period: Period): ReadonlyMap<string, ReadonlyMap<Time, Figures>> {
  const byAffiliate = grouped(activities(base, starts[period]), ({ affiliate }) => affiliate);
  return new Map(
    [...byAffiliate].map(([affiliate, all]) => [
      affiliate,
      new Map(
        [...grouped(all, ({ start }) => String(start))].map(([start, some]) => [Number(start), figuresOf(some, rates)]),
      ),
    ]),
  );
}

function figuresOf(all: readonly Activity[], rates: Rates): Figures {
  const of = (kind: Activity['kind']) => all.filter((activity) => activity.kind === kind);
  const clients = (kind: Activity['kind']) => BigInt(new Set(of(kind).map(({ client }) => client)).size);
  const coins = new Map(
    [...grouped(of('deposit'), ({ record }) => record?.coin ?? '')].map(([coin, some]) => [coin, total(some)]),
  );
  const exact = [...coins].map(([coin, amount]) => {
    const rate = rates.get(coin);
    return rate === undefined ? null : amount * rate;
  });
  const known = exact.filter((value) => value !== null);
  return {
    signups: BigInt(of('signup').length),
    depositors: clients('deposit'),
    firstTimeDepositors: BigInt(of('first deposit').length),
    deposits: BigInt(of('deposit').length),
    value:
      known.length < exact.length
        ? null
        : dividedAndRounded(
            known.reduce((sum, value) => sum + value, 0n),
            10n ** 8n,
          ),
    coins,
    traders: clients('trade'),
    trades: BigInt(of('trade').length),
    volume: total(of('trade')),
  };
}

const total = (all: readonly Activity[]): bigint => all.reduce((sum, { record }) => sum + (record?.amount ?? 0n), 0n);
const decimal = (digits: bigint): Decimal => ({ digits, scale: 8 });

export const orNull = (value: bigint | null): string | null => (value === null ? null : fixed(value));

export function periodContent(base: Base, rates: Rates, period: Period, start: string): readonly Row[] {
  return [...figures(base, rates, period)].flatMap(([affiliate, periods]) =>
    [...periods].map(([time, of]) => {
      // The trimmed amounts are numbers, which jsonb prints as they are.
      const amounts = [...of.coins].map(([coin, amount]): [string, string] => [coin, trimmed(decimal(amount))]);
      return {
        affiliate_id: affiliate,
        [start]: date(time),
        signups: String(of.signups),
        depositors: String(of.depositors),
        first_time_depositors: String(of.firstTimeDepositors),
        deposits: String(of.deposits),
        deposit_value: orNull(of.value),
        deposit_amounts: jsonb(Object.fromEntries(amounts)).replace(/: "([^"]*)"/g, ': $1'),
        traders: String(of.traders),
        trades: String(of.trades),
        trade_volume: fixed(of.volume),
      };
    }),
  );
}

export interface Funnel {
  readonly registered: bigint;
  readonly deposited: bigint;
  readonly traded: bigint;
  readonly medianHours: string | null;
}

export function funnels(base: Base): ReadonlyMap<string, Funnel> {
  const first = firstDeposits(base);
  const traders = new Set([...base.records.trades.values()].filter(counts).map(({ client }) => client));
  return new Map(
    [...base.affiliates.keys()].map((affiliate) => {
      const clients = [...base.clients.values()].filter((client) => client.affiliate === affiliate && counts(client));
      const depositors = clients.flatMap((client) => {
        const deposit = first.get(client.id);
        return deposit === undefined ? [] : [{ client, waited: deposit.time - client.time }];
      });
      return [
        affiliate,
        {
          registered: BigInt(clients.length),
          deposited: BigInt(depositors.length),
          traded: BigInt(depositors.filter(({ client }) => traders.has(client.id)).length),
          medianHours: medianHours(depositors.map(({ waited }) => waited)),
        },
      ];
    }),
  );
}

function medianHours(milliseconds: readonly number[]): string | null {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  if (low === undefined || high === undefined) return null;
  return fixed(dividedAndRounded(BigInt(low + high) * 100n, 2n * 3_600_000n), 2);
}

export const funnelContent = (base: Base): readonly Row[] =>
  [...funnels(base)].map(([affiliate, { registered, deposited, traded, medianHours: median }]) => ({
    affiliate_id: affiliate,
    registered: String(registered),
    deposited: String(deposited),
    traded: String(traded),
    deposited_percent: percent(deposited, registered),
    traded_percent: percent(traded, deposited),
    overall_percent: percent(traded, registered),
    median_hours_to_first_deposit: median,
  }));

const dayLength = 86_400_000;
/** Which figures the trend follows, whether they are counts, and over how many days. */
const followed = [
  { name: 'signups', of: (day: Figures) => day.signups, count: true, spans: [1, 7, 30] },
  { name: 'depositors', of: (day: Figures) => day.depositors, count: true, spans: [1] },
  { name: 'deposits', of: (day: Figures) => day.deposits, count: true, spans: [1, 7, 30] },
  { name: 'deposit_value', of: (day: Figures) => day.value, count: false, spans: [1, 7, 30] },
  { name: 'trades', of: (day: Figures) => day.trades, count: true, spans: [1, 7, 30] },
  { name: 'trade_volume', of: (day: Figures) => day.volume, count: false, spans: [1, 7, 30] },
] as const;

const columnOf = (name: string, span: number): string => (span === 1 ? name : `${name}_${span}d`);

export const trendColumns: readonly string[] = [
  'affiliate_id',
  'date',
  'day_number',
  ...followed.flatMap(({ name, spans }) =>
    spans.flatMap((span) => [columnOf(name, span), `${columnOf(name, span)}_change_percent`]),
  ),
];

export function trendContent(base: Base, rates: Rates): readonly Row[] {
  return [...figures(base, rates, 'daily')].flatMap(([affiliate, days]) => {
    const [first, last] = [Math.min(...days.keys()), Math.max(...days.keys())];
    return Array.from({ length: (last - first) / dayLength + 1 }, (_, index) => {
      const today = first + index * dayLength;
      const row: Record<string, string | null> = {
        affiliate_id: affiliate,
        date: date(today),
        day_number: String(index + 1),
      };
      for (const { name, of, count, spans } of followed) {
        const sum = (end: Time, span: number): bigint | null => {
          let result: bigint | null = 0n;
          for (let day = Math.max(first, end - (span - 1) * dayLength); day <= end; day += dayLength) {
            const figure = days.get(day);
            const value: bigint | null = figure === undefined ? 0n : of(figure);
            result = result === null || value === null ? null : result + value;
          }
          return result;
        };
        for (const span of spans) {
          const column = columnOf(name, span);
          const [now, before] = [sum(today, span), sum(today - span * dayLength, span)];
          row[column] = now === null ? null : count ? String(now) : fixed(now);
          row[`${column}_change_percent`] = now === null || before === null ? null : percent(now - before, before);
        }
      }
      return row;
    });
  });
}
