// The content that every table of the affiliate project must have after some loads, computed from the pages alone and sharing no
// code with the models. Left out are columns that hold the time of loading or a date taken from it, the database's user, numbers
// of a sequence, and texts and scores that are the engine's own.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { advance, baseTables, emptyBase } from './expected/base.ts';
import { type BronzeRow, bronzeContent, bronzeRows } from './expected/bronze.ts';
import { dashboardContent, kinds } from './expected/dashboard.ts';
import { funnelContent, periodContent, type Rates, trendColumns, trendContent } from './expected/gold.ts';
import { type Endpoint, type Load, takeIn } from './expected/pages.ts';
import { type Kind, silverColumns, silverContent, silverRows } from './expected/silver.ts';
import { type ExpectedTable, type Row, table } from './expected/tables.ts';
import { parseDecimal, rounded } from './expected/values.ts';

export type { Load } from './expected/pages.ts';
export { type ExpectedTable, inOrder, type Row, selectContent } from './expected/tables.ts';

const endpointOf: Record<Kind, Endpoint> = {
  customers: 'customer_list',
  deposits: 'deposits',
  trades: 'trade_activities',
  assets: 'assets',
};

/**
 * All tables, by name, after a complete `build` for each load in turn. A load's folder may hold `affiliates.csv` and
 * `coin_rates.csv`, which then replace the seeds of the loads before; the first load must.
 */
export function expectedContent(loads: readonly Load[]): ReadonlyMap<string, ExpectedTable> {
  const { records, failing } = takeIn(loads);
  const base = emptyBase();
  let seeds: Record<SeedName, readonly Row[]> = { affiliates: [], coin_rates: [] };
  let bronze = bronzeAfter(-1);
  let silver = silverOf(bronze);
  for (const [index, { directory }] of loads.entries()) {
    seeds = {
      affiliates: seedIn(directory, 'affiliates') ?? seeds.affiliates,
      coin_rates: seedIn(directory, 'coin_rates') ?? seeds.coin_rates,
    };
    bronze = bronzeAfter(index);
    silver = silverOf(bronze);
    advance(base, silver, seeds.affiliates);
  }
  const rates: Rates = new Map(
    seeds.coin_rates.map(({ coin, rate }) => [
      coin ?? '',
      rounded(parseDecimal(rate ?? null) ?? { digits: 0n, scale: 0 }, 8),
    ]),
  );
  const loadStatus = (kind: Kind) => (failing.at(-1)?.has(endpointOf[kind]) ? 'partial' : 'success');
  const content = [
    ...kinds.map((kind) => table(`bronze_${kind}`, bronzeColumns, bronzeContent(bronze[kind]))),
    ...kinds.map((kind) => table(`silver_${kind}`, silverColumns(kind), silverContent(kind, silver[kind]))),
    table(
      'affiliate_account',
      affiliateColumns,
      [...base.affiliates.values()].map(({ row }) => row),
    ),
    table(
      'client_account',
      clientColumns,
      [...base.clients.values()].map(({ row }) => row),
    ),
    ...(['deposits', 'trades', 'assets'] as const).map((kind) =>
      table(
        baseTables[kind],
        recordColumns[kind],
        [...base.records[kind].values()].map(({ row }) => row),
      ),
    ),
    table('audit_log', ['table_name', 'record_id', 'action'], base.audit),
    ...(['daily', 'weekly', 'monthly'] as const).map((period) =>
      table(
        `gold_affiliate_${period}_metrics`,
        ['affiliate_id', startColumns[period], ...periodColumns],
        periodContent(base, rates, period, startColumns[period]),
      ),
    ),
    table('gold_affiliate_customer_funnel', funnelColumns, funnelContent(base)),
    table('gold_affiliate_performance_trend', trendColumns, trendContent(base, rates)),
    table(
      'gold_etl_affiliate_dashboard',
      dashboardColumns,
      dashboardContent({ bronze, silver, base, rates, loadStatus }),
    ),
  ];
  const seedTables = [
    table(
      'affiliates',
      affiliateColumns,
      seeds.affiliates.map((row) => ({ ...row, metadata: row.metadata ?? null })),
    ),
    table('coin_rates', ['coin', { name: 'rate', expression: 'trim_scale(rate)' }], seeds.coin_rates),
  ];
  const built = [...seedTables, ...content.filter(({ name }) => name !== 'audit_log')];
  const status = built.map(({ name }) => {
    const kind = kinds.find((each) => name === `bronze_${each}`);
    return { table_name: name, load_status: kind === undefined ? 'success' : loadStatus(kind) };
  });
  const measured = built.map(({ name, rows }) => ({ table_name: name, total_records: String(rows.length) }));
  const all = [
    ...seedTables,
    ...content,
    table('etl_status', ['table_name', 'load_status'], status),
    table('data_quality_metrics', ['table_name', 'total_records'], measured),
  ];
  return new Map(all.map((each) => [each.name, each]));

  function bronzeAfter(last: number): Record<Kind, readonly BronzeRow[]> {
    const taken = records.filter(({ load }) => load <= last);
    return {
      customers: bronzeRows(endpointOf.customers, taken),
      deposits: bronzeRows(endpointOf.deposits, taken),
      trades: bronzeRows(endpointOf.trades, taken),
      assets: bronzeRows(endpointOf.assets, taken),
    };
  }
}

const silverOf = (bronze: Readonly<Record<Kind, readonly BronzeRow[]>>) => ({
  customers: silverRows('customers', bronze.customers),
  deposits: silverRows('deposits', bronze.deposits),
  trades: silverRows('trades', bronze.trades),
  assets: silverRows('assets', bronze.assets),
});

type SeedName = 'affiliates' | 'coin_rates';

function seedIn(directory: string, name: SeedName): readonly Row[] | undefined {
  const path = join(directory, `${name}.csv`);
  if (!existsSync(path)) return undefined;
  const lines: Record<string, string>[] = parse(readFileSync(path, 'utf8'), { columns: true });
  return lines.map((line) =>
    Object.fromEntries(Object.entries(line).map(([key, value]) => [key, value === '' ? null : value])),
  );
}

const bronzeColumns = [
  'affiliate_id',
  'record_id',
  'data',
  'api_run_timestamp',
  'source_file',
  'load_status',
  { name: 'has_error', expression: 'error_message is not null' },
  'retry_count',
  { name: 'was_retried', expression: 'last_retry_timestamp is not null' },
];
const affiliateColumns = ['affiliate_id', 'name', 'email', 'join_date', 'status', 'metadata'];
const clientColumns = ['client_id', 'affiliate_id', 'register_time', 'register_date', 'country', 'status', 'metadata'];
const recordColumns = {
  deposits: [
    'deposit_id',
    'client_id',
    'deposit_time',
    'deposit_date',
    'deposit_coin',
    'deposit_amount',
    'status',
    'metadata',
  ],
  trades: [
    'trade_activity_id',
    'client_id',
    'trade_time',
    'trade_date',
    'symbol',
    'trade_volume',
    'trade_type',
    'status',
    'metadata',
  ],
  assets: [
    'asset_id',
    'client_id',
    'balance',
    'last_update_time',
    'last_update_date',
    'symbol',
    'status',
    'remark',
    'metadata',
  ],
} as const;
const startColumns = { daily: 'date', weekly: 'week_start', monthly: 'month_start' } as const;
const periodColumns = [
  'signups',
  'depositors',
  'first_time_depositors',
  'deposits',
  'deposit_value',
  'deposit_amounts',
  'traders',
  'trades',
  'trade_volume',
];
const funnelColumns = [
  'affiliate_id',
  'registered',
  'deposited',
  'traded',
  'deposited_percent',
  'traded_percent',
  'overall_percent',
  'median_hours_to_first_deposit',
];
const dashboardColumns = [
  'affiliate_id',
  'data_source',
  'affiliate_name',
  'affiliate_status',
  'bronze_records',
  'bronze_failed',
  'silver_valid',
  'silver_invalid',
  'repetitions',
  'in_base',
  'held_back',
  'held_back_reasons',
  'repeated_across_affiliates',
  'superseded',
  'unaccounted',
  'load_status',
  'clients_registered',
  'clients_deposited',
  'clients_traded',
  'deposit_value',
  'trades',
  'trade_volume',
];
