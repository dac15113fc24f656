// What the base tables hold after each load, and the audit entries of how they came to hold it.

import type { SilverRow } from './silver.ts';
import { furtherKeys, isValid, type Kind } from './silver.ts';
import type { Row } from './tables.ts';
import { compareBytes, date, fixed, grouped, type Json, jsonb, type Time, timestamp } from './values.ts';

export interface Client {
  readonly id: string;
  readonly affiliate: string;
  readonly time: Time;
  readonly status: string;
  readonly row: Row;
}

/** A deposit, trade or balance. */
export interface ClientRecord {
  readonly id: string;
  readonly client: string;
  readonly reportedBy: string;
  readonly time: Time;
  readonly status: string;
  readonly coin: string | null;
  /** In units of 10^-8. */
  readonly amount: bigint;
  /** Which balances replace each other; of no meaning to the others. */
  readonly group: string;
  readonly row: Row;
}

export type ClientKind = Exclude<Kind, 'customers'>;

export interface Base {
  readonly affiliates: Map<string, { readonly row: Row }>;
  readonly clients: Map<string, Client>;
  readonly records: Readonly<Record<ClientKind, Map<string, ClientRecord>>>;
  readonly audit: Row[];
}

export type SilverTables = Readonly<Record<Kind, readonly SilverRow[]>>;

export const baseTables = { deposits: 'deposits', trades: 'trade_activities', assets: 'assets' } as const;

export const emptyBase = (): Base => ({
  affiliates: new Map(),
  clients: new Map(),
  records: { deposits: new Map(), trades: new Map(), assets: new Map() },
  audit: [],
});

/** Brings base to what silver and the seed hold now. */
export function advance(base: Base, silver: SilverTables, seed: readonly Row[]): void {
  for (const line of seed) {
    const id = line.affiliate_id ?? '';
    const metadata = line.metadata === null || line.metadata === undefined ? null : jsonb(JSON.parse(line.metadata));
    const row = { ...line, status: line.status ?? 'active', metadata };
    merge(base, base.affiliates, 'affiliate_account', id, { row });
  }
  for (const [id, client] of wantedClients(base, silver.customers)) {
    merge(base, base.clients, 'client_account', id, client);
  }
  for (const kind of ['deposits', 'trades'] as const) {
    for (const record of wantedRecords(base, kind, silver[kind])) {
      merge(base, base.records[kind], baseTables[kind], record.id, record);
    }
  }
  replaceGroups(base, latest(wantedRecords(base, 'assets', silver.assets)));
}

function merge<Entry extends { readonly row: Row }>(
  base: Base,
  existing: Map<string, Entry>,
  tableName: string,
  id: string,
  entry: Entry,
): void {
  const before = existing.get(id);
  existing.set(id, entry);
  if (before === undefined) base.audit.push({ table_name: tableName, record_id: id, action: 'INSERT' });
  else if (jsonb(before.row) !== jsonb(entry.row))
    base.audit.push({ table_name: tableName, record_id: id, action: 'UPDATE' });
}

function wantedClients(base: Base, customers: readonly SilverRow[]): Map<string, Client> {
  const candidates = customers.filter((row) => isValid(row) && base.affiliates.has(row.affiliate));
  const best = [...grouped(candidates, ({ id }) => id).values()].map((rows) =>
    rows.reduce((one, other) =>
      (timeOf(one) - timeOf(other) || compareBytes(one.affiliate, other.affiliate)) <= 0 ? one : other,
    ),
  );
  return new Map(
    best.map((silver) => {
      const time = timeOf(silver);
      const status = silver.sourceStatus ?? 'active';
      const row = {
        client_id: silver.id,
        affiliate_id: silver.affiliate,
        register_time: timestamp(time),
        register_date: date(time),
        country: silver.texts.country ?? null,
        status,
        metadata: metadataOf('customers', silver),
      };
      return [silver.id, { id: silver.id, affiliate: silver.affiliate, time, status, row }];
    }),
  );
}

function wantedRecords(base: Base, kind: ClientKind, rows: readonly SilverRow[]): readonly ClientRecord[] {
  const candidates = rows.filter((row) => isValid(row) && base.clients.has(row.client ?? ''));
  const own = (row: SilverRow) => Number(base.clients.get(row.client ?? '')?.affiliate === row.affiliate);
  return [...grouped(candidates, ({ id }) => id).values()].map((group) =>
    clientRecord(
      kind,
      group.reduce((one, other) =>
        (own(other) - own(one) || compareBytes(one.affiliate, other.affiliate)) <= 0 ? one : other,
      ),
    ),
  );
}

function clientRecord(kind: ClientKind, silver: SilverRow): ClientRecord {
  const time = timeOf(silver);
  const client = silver.client ?? '';
  const amount = silver.amount ?? 0n;
  const symbol = silver.texts.symbol ?? 'UNKNOWN';
  const status = silver.sourceStatus ?? { deposits: 'pending', trades: 'completed', assets: 'active' }[kind];
  const shared = { client_id: client, status, metadata: metadataOf(kind, silver) };
  const rows: Record<ClientKind, Row> = {
    deposits: {
      ...shared,
      deposit_id: silver.id,
      deposit_time: timestamp(time),
      deposit_date: date(time),
      deposit_coin: silver.texts.deposit_coin ?? null,
      deposit_amount: fixed(amount),
    },
    trades: {
      ...shared,
      trade_activity_id: silver.id,
      trade_time: timestamp(time),
      trade_date: date(time),
      symbol,
      trade_volume: fixed(amount),
      trade_type: silver.texts.trade_type ?? 'unknown',
    },
    assets: {
      ...shared,
      asset_id: silver.id,
      balance: fixed(amount),
      last_update_time: timestamp(time),
      last_update_date: date(time),
      symbol,
      remark: silver.texts.remark ?? null,
    },
  };
  return {
    id: silver.id,
    client,
    reportedBy: silver.affiliate,
    time,
    status,
    coin: silver.texts.deposit_coin ?? null,
    amount,
    group: jsonb([client, silver.texts.remark ?? null, symbol]),
    row: rows[kind],
  };
}

function latest(assets: readonly ClientRecord[]): readonly ClientRecord[] {
  return [...grouped(assets, ({ group }) => group).values()].flatMap((group) => {
    const time = Math.max(...group.map((record) => record.time));
    return group.filter((record) => record.time === time);
  });
}

/** A group with any change is deleted and inserted whole, and each of its rows leaves an entry for both. */
function replaceGroups(base: Base, wanted: readonly ClientRecord[]): void {
  const existing = grouped(base.records.assets.values(), ({ group }) => group);
  for (const [key, group] of grouped(wanted, (record) => record.group)) {
    const before = existing.get(key) ?? [];
    const content = (records: readonly ClientRecord[]) => records.map(({ row }) => jsonb(row)).toSorted();
    if (jsonb(content(before)) === jsonb(content(group))) continue;
    for (const { id } of before) {
      base.records.assets.delete(id);
      base.audit.push({ table_name: 'assets', record_id: id, action: 'DELETE' });
    }
    for (const record of group) {
      base.records.assets.set(record.id, record);
      base.audit.push({ table_name: 'assets', record_id: record.id, action: 'INSERT' });
    }
  }
}

const timeOf = ({ time }: SilverRow): Time => time ?? 0;

function metadataOf(kind: Kind, silver: SilverRow): string {
  const further: Readonly<Record<string, Json>> = {
    ...furtherKeys(kind, silver.bronze),
    reported_by: silver.affiliate,
  };
  return jsonb(further);
}
