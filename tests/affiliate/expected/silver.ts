// What silver holds: of each identity the record that stands, judged.

import type { BronzeRow } from './bronze.ts';
import { field, textField } from './pages.ts';
import type { Row } from './tables.ts';
import {
  compareBytes,
  type Decimal,
  date,
  fixed,
  grouped,
  type Json,
  jsonb,
  md5,
  parseDecimal,
  parseTime,
  rounded,
  type Time,
  timestamp,
  trimmed,
} from './values.ts';

export type Kind = 'customers' | 'deposits' | 'trades' | 'assets';

export interface SilverRow {
  readonly affiliate: string;
  readonly id: string;
  readonly client: string | null;
  readonly time: Time | null;
  readonly sourceStatus: string | null;
  /** In units of 10^-8. */
  readonly amount: bigint | null;
  readonly texts: Readonly<Record<string, string | null>>;
  readonly reasons: readonly string[];
  readonly bronze: BronzeRow;
}

const limit = 10n ** 18n;

export function silverRows(kind: Kind, bronze: readonly BronzeRow[]): readonly SilverRow[] {
  const judged = bronze.map(judges[kind]);
  return [...grouped(judged, ({ affiliate, id }) => jsonb([affiliate, id])).values()].map((group) =>
    group.reduce((best, next) => (compareStanding(next, best) < 0 ? next : best)),
  );
}

export const isValid = ({ reasons }: SilverRow): boolean => reasons.length === 0;

/** Negative where `one` stands before `other`. */
function compareStanding(one: SilverRow, other: SilverRow): number {
  return (
    Number(isValid(other)) - Number(isValid(one)) ||
    other.bronze.apiRun - one.bronze.apiRun ||
    other.bronze.load - one.bronze.load ||
    other.bronze.repetition - one.bronze.repetition ||
    compareBytes(one.bronze.recordId, other.bronze.recordId)
  );
}

const dayLength = 86_400_000;

function judgeTime(name: string, key: string, { data, apiRun }: BronzeRow) {
  const told = parseTime(field(data, key));
  if (told === null) return { told, time: null, reasons: [`${name}_invalid`] };
  if (told > apiRun + dayLength) return { told, time: null, reasons: [`${name}_in_future`] };
  return { told, time: told, reasons: [] };
}

function judgeAmount(name: string, key: string, zeroIsFine: boolean, { data }: BronzeRow) {
  const told = parseDecimal(field(data, key));
  if (told === null) return { told, amount: null, reasons: [`${name}_invalid`] };
  const units = rounded(told, 8);
  const amount = units < limit && units > -limit ? units : null;
  if (zeroIsFine ? told.digits < 0n : units <= 0n)
    return { told, amount, reasons: [zeroIsFine ? `${name}_negative` : `${name}_not_positive`] };
  return { told, amount, reasons: units >= limit ? [`${name}_too_large`] : [] };
}

const missing = (value: string | null, name: string): string[] => (value === null ? [`${name}_missing`] : []);
const unreadable = ({ failed }: BronzeRow): string[] => (failed ? ['unreadable'] : []);
const told = (client: string | null, time: Time | null, number: Decimal | null): client is string =>
  client !== null && time !== null && number !== null;
const seconds = (time: Time | null): string => ((time ?? 0) / 1000).toFixed(3);

const judges: Record<Kind, (row: BronzeRow) => SilverRow> = {
  customers(bronze) {
    const uid = textField(bronze.data, 'uid');
    const register = judgeTime('register_time', 'registerTime', bronze);
    const id = uid ?? bronze.recordId;
    return {
      ...shared(bronze, id),
      client: id,
      time: register.time,
      amount: null,
      texts: { country: textField(bronze.data, 'country') },
      reasons: [...unreadable(bronze), ...missing(uid, 'client_id'), ...register.reasons],
    };
  },
  deposits(bronze) {
    const order = textField(bronze.data, 'orderId');
    const client = textField(bronze.data, 'uid');
    const coin = textField(bronze.data, 'depositCoin');
    const made = judgeTime('deposit_time', 'depositTime', bronze);
    const amount = judgeAmount('deposit_amount', 'depositAmount', false, bronze);
    return {
      ...shared(bronze, order ?? bronze.recordId),
      client,
      time: made.time,
      amount: amount.amount,
      texts: { deposit_coin: coin },
      reasons: [
        ...unreadable(bronze),
        ...missing(order, 'deposit_id'),
        ...missing(client, 'client_id'),
        ...made.reasons,
        ...missing(coin, 'deposit_coin'),
        ...amount.reasons,
      ],
    };
  },
  trades(bronze) {
    const client = textField(bronze.data, 'uid');
    const [symbol, type] = [textField(bronze.data, 'symbol'), textField(bronze.data, 'type')];
    const made = judgeTime('trade_time', 'time', bronze);
    const volume = judgeAmount('trade_volume', 'volumn', false, bronze);
    const id = told(client, made.told, volume.told)
      ? md5(jsonb([client, seconds(made.told), volume.told && trimmed(volume.told), symbol, type]))
      : bronze.recordId;
    return {
      ...shared(bronze, id),
      client,
      time: made.time,
      amount: volume.amount,
      texts: { symbol, trade_type: type },
      reasons: [...unreadable(bronze), ...missing(client, 'client_id'), ...made.reasons, ...volume.reasons],
    };
  },
  assets(bronze) {
    const client = textField(bronze.data, 'uid');
    const [symbol, remark] = [textField(bronze.data, 'symbol'), textField(bronze.data, 'remark')];
    const taken = judgeTime('last_update_time', 'uTime', bronze);
    const balance = judgeAmount('balance', 'balance', true, bronze);
    const id = told(client, taken.told, balance.told)
      ? md5(jsonb([client, remark, symbol, seconds(taken.told), balance.told && trimmed(balance.told)]))
      : bronze.recordId;
    return {
      ...shared(bronze, id),
      client,
      time: taken.time,
      amount: balance.amount,
      texts: { symbol, remark },
      reasons: [...unreadable(bronze), ...missing(client, 'client_id'), ...taken.reasons, ...balance.reasons],
    };
  },
};

const shared = (bronze: BronzeRow, id: string) => ({
  affiliate: bronze.affiliate,
  id,
  sourceStatus: textField(bronze.data, 'status'),
  bronze,
});

interface Naming {
  readonly id: string;
  readonly time: string;
  readonly date: string;
  readonly amount?: string;
  /** The record's keys that have a column. */
  readonly keys: readonly string[];
}

export const naming: Record<Kind, Naming> = {
  customers: {
    id: 'client_id',
    time: 'register_time',
    date: 'register_date',
    keys: ['uid', 'registerTime', 'country', 'status'],
  },
  deposits: {
    id: 'deposit_id',
    time: 'deposit_time',
    date: 'deposit_date',
    amount: 'deposit_amount',
    keys: ['orderId', 'uid', 'depositTime', 'depositCoin', 'depositAmount', 'status'],
  },
  trades: {
    id: 'trade_activity_id',
    time: 'trade_time',
    date: 'trade_date',
    amount: 'trade_volume',
    keys: ['uid', 'volumn', 'time', 'symbol', 'type', 'status'],
  },
  assets: {
    id: 'asset_id',
    time: 'last_update_time',
    date: 'last_update_date',
    amount: 'balance',
    keys: ['uid', 'balance', 'uTime', 'symbol', 'remark', 'status'],
  },
};

/** The keys of a valid record that have no column; null where there are none. */
export function furtherKeys(kind: Kind, { data }: BronzeRow): Readonly<Record<string, Json>> | null {
  const entries = Object.entries(data ?? {}).filter(([key]) => !naming[kind].keys.includes(key));
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

export const silverContent = (kind: Kind, rows: readonly SilverRow[]): readonly Row[] =>
  rows.map((row) => {
    const names = naming[kind];
    const further = isValid(row) ? furtherKeys(kind, row.bronze) : { reasons: row.reasons, raw: row.bronze.data };
    return {
      affiliate_id: row.affiliate,
      client_id: row.client,
      [names.id]: row.id,
      [names.time]: row.time === null ? null : timestamp(row.time),
      // The date of an untimed row is that of its load.
      [names.date]: row.time === null ? null : date(row.time),
      ...(names.amount === undefined ? {} : { [names.amount]: row.amount === null ? null : fixed(row.amount) }),
      ...row.texts,
      source_status: row.sourceStatus,
      status: isValid(row) ? 'valid' : 'invalid',
      metadata: further === null ? null : jsonb(further),
      record_id: row.bronze.recordId,
      api_run_timestamp: timestamp(row.bronze.apiRun),
      source_file: row.bronze.file,
    };
  });

export function silverColumns(kind: Kind) {
  const { id, time, date: day, amount } = naming[kind];
  const texts = {
    customers: ['country'],
    deposits: ['deposit_coin'],
    trades: ['symbol', 'trade_type'],
    assets: ['symbol', 'remark'],
  }[kind];
  return [
    'affiliate_id',
    id,
    ...(kind === 'customers' ? [] : ['client_id']),
    time,
    { name: day, expression: `case when ${time} is not null then ${day} end` },
    ...(amount === undefined ? [] : [amount]),
    ...texts,
    'source_status',
    'status',
    'metadata',
    'record_id',
    'api_run_timestamp',
    'source_file',
  ];
}
