// The seed (fixtures/database-schema.md) as data: each thing that it asks the database to hold, with the line that asks for it, and for each
// line that asks for nothing of the kind, the reason why. What the catalog is asked, and how it compares, is in compare-with-catalog.ts.

export type SeedEntry = { readonly line: number } & (
  | { readonly kind: 'table' | 'materialized view' | 'function'; readonly name: string }
  | ({ readonly kind: 'column'; readonly table: string; readonly name: string } & ColumnShape)
  | { readonly kind: 'primary key'; readonly table: string; readonly columns: readonly string[] }
  | {
      readonly kind: 'foreign key';
      readonly table: string;
      readonly columns: readonly string[];
      readonly references: string;
    }
  /** `columns` are the leading ones. */
  | { readonly kind: 'index'; readonly table: string; readonly name: string; readonly columns: readonly string[] }
  /** A materialized view's only index, unique, on exactly these. */
  | { readonly kind: 'unique index'; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: 'partition key'; readonly table: string; readonly column: string }
  /** The partitions that must be there, counted from the current month or year; others may be. */
  | {
      readonly kind: 'partitions';
      readonly table: string;
      readonly granularity: 'month' | 'year';
      readonly offsets: readonly number[];
    }
);

/** Types and defaults as PostgreSQL prints them; null: no default. */
interface ColumnShape {
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
}

const text = 'text';
const time = 'timestamp(6) without time zone';
const amount = 'numeric(18,8)';
const now = "(now() AT TIME ZONE 'UTC'::text)";

type Columns = Readonly<
  Record<string, readonly [line: number, type: string, notNull?: 'not null' | undefined, preset?: string]>
>;

function columnsOf(table: string, columns: Columns): readonly SeedEntry[] {
  return Object.entries(columns).map(([name, [line, type, notNull, preset]]) => ({
    line,
    kind: 'column',
    table,
    name,
    type,
    notNull: notNull !== undefined,
    default: preset ?? null,
  }));
}

const audit = (table: string, line: number, by: boolean): readonly SeedEntry[] =>
  columnsOf(table, {
    created_at: [line, time, 'not null', now],
    updated_at: [line, time, 'not null', now],
    ...(by
      ? { created_by: [line, text, 'not null', 'SESSION_USER'], updated_by: [line, text, 'not null', 'SESSION_USER'] }
      : {}),
  });

const indexes = (
  table: string,
  named: Readonly<Record<string, readonly [line: number, ...columns: string[]]>>,
): readonly SeedEntry[] =>
  Object.entries(named).map(([name, [line, ...columns]]) => ({ line, kind: 'index', table, name, columns }));

const baseEntries: readonly SeedEntry[] = [
  { line: 13, kind: 'table', name: 'affiliate_account' },
  { line: 14, kind: 'primary key', table: 'affiliate_account', columns: ['affiliate_id'] },
  ...columnsOf('affiliate_account', {
    affiliate_id: [14, text, 'not null'],
    name: [16, text, 'not null'],
    email: [17, text, 'not null'],
    join_date: [18, time, 'not null'],
    status: [19, text, 'not null', "'active'::text"],
    metadata: [20, 'jsonb'],
  }),
  ...audit('affiliate_account', 21, true),
  ...indexes('affiliate_account', { idx_affiliate_status: [23, 'status'] }),

  { line: 26, kind: 'table', name: 'client_account' },
  { line: 27, kind: 'primary key', table: 'client_account', columns: ['client_id'] },
  {
    line: 28,
    kind: 'foreign key',
    table: 'client_account',
    columns: ['affiliate_id'],
    references: 'affiliate_account(affiliate_id)',
  },
  ...columnsOf('client_account', {
    client_id: [27, text, 'not null'],
    affiliate_id: [28, text, 'not null'],
    register_time: [30, time, 'not null'],
    register_date: [31, 'date', 'not null'],
    country: [32, text],
    status: [33, text, 'not null', "'active'::text"],
    metadata: [34, 'jsonb'],
  }),
  ...audit('client_account', 35, true),
  ...indexes('client_account', {
    idx_client_affiliate: [37, 'affiliate_id'],
    idx_client_register_date: [38, 'register_date'],
    idx_client_status: [39, 'status'],
  }),

  { line: 42, kind: 'table', name: 'deposits' },
  { line: 43, kind: 'primary key', table: 'deposits', columns: ['deposit_id'] },
  { line: 44, kind: 'foreign key', table: 'deposits', columns: ['client_id'], references: 'client_account(client_id)' },
  ...columnsOf('deposits', {
    deposit_id: [43, text, 'not null'],
    client_id: [44, text, 'not null'],
    deposit_time: [46, time, 'not null'],
    deposit_date: [47, 'date', 'not null'],
    deposit_coin: [48, text, 'not null'],
    deposit_amount: [49, amount, 'not null'],
    status: [50, text, 'not null', "'pending'::text"],
    metadata: [51, 'jsonb'],
  }),
  ...audit('deposits', 52, true),
  ...indexes('deposits', {
    idx_deposit_client: [54, 'client_id'],
    idx_deposit_date: [55, 'deposit_date'],
    idx_deposit_status: [56, 'status'],
  }),

  { line: 59, kind: 'table', name: 'trade_activities' },
  { line: 60, kind: 'primary key', table: 'trade_activities', columns: ['trade_activity_id'] },
  {
    line: 61,
    kind: 'foreign key',
    table: 'trade_activities',
    columns: ['client_id'],
    references: 'client_account(client_id)',
  },
  ...columnsOf('trade_activities', {
    trade_activity_id: [60, text, 'not null'],
    client_id: [61, text, 'not null'],
    trade_time: [63, time, 'not null'],
    trade_date: [64, 'date', 'not null'],
    symbol: [65, text, 'not null'],
    trade_volume: [66, amount, 'not null'],
    trade_type: [67, text, 'not null'],
    status: [68, text, 'not null', "'completed'::text"],
    metadata: [69, 'jsonb'],
  }),
  ...audit('trade_activities', 70, true),
  ...indexes('trade_activities', {
    idx_trade_client: [72, 'client_id'],
    idx_trade_date: [73, 'trade_date'],
    idx_trade_symbol: [74, 'symbol'],
    idx_trade_status: [75, 'status'],
  }),

  { line: 78, kind: 'table', name: 'assets' },
  { line: 79, kind: 'primary key', table: 'assets', columns: ['asset_id'] },
  { line: 80, kind: 'foreign key', table: 'assets', columns: ['client_id'], references: 'client_account(client_id)' },
  ...columnsOf('assets', {
    asset_id: [79, text, 'not null'],
    client_id: [80, text, 'not null'],
    balance: [82, amount, 'not null'],
    last_update_time: [83, time, 'not null'],
    last_update_date: [84, 'date', 'not null'],
    symbol: [85, text, 'not null'],
    status: [86, text, 'not null', "'active'::text"],
    remark: [87, text],
    metadata: [88, 'jsonb'],
  }),
  ...audit('assets', 89, true),
  ...indexes('assets', {
    idx_asset_client: [91, 'client_id'],
    idx_asset_update_date: [92, 'last_update_date'],
    idx_asset_symbol: [93, 'symbol'],
    idx_asset_status: [94, 'status'],
  }),

  { line: 97, kind: 'table', name: 'audit_log' },
  { line: 98, kind: 'primary key', table: 'audit_log', columns: ['audit_id'] },
  ...columnsOf('audit_log', {
    table_name: [100, text, 'not null'],
    record_id: [101, text, 'not null'],
    action: [102, text, 'not null'],
    old_values: [103, 'jsonb'],
    new_values: [104, 'jsonb'],
    changed_by: [105, text, 'not null'],
    changed_at: [106, time, 'not null'],
  }),
  ...indexes('audit_log', {
    idx_audit_table_record: [108, 'table_name', 'record_id'],
    idx_audit_changed_at: [109, 'changed_at'],
  }),
];

const bronzeEntries = ['assets', 'customers', 'deposits', 'trades'].flatMap((source): readonly SeedEntry[] => {
  const table = `bronze_${source}`;
  return [
    { line: 115, kind: 'table', name: table },
    { line: 117, kind: 'primary key', table, columns: ['affiliate_id', 'record_id', 'load_timestamp'] },
    ...columnsOf(table, {
      affiliate_id: [117, text, 'not null'],
      record_id: [117, text, 'not null'],
      data: [119, 'jsonb', 'not null'],
      load_timestamp: [120, time, 'not null'],
      api_run_timestamp: [121, time, 'not null'],
      source_file: [122, 'character varying(255)', 'not null'],
      load_status: [123, 'character varying(20)', 'not null'],
      error_message: [124, text],
      retry_count: [125, 'integer', undefined, '0'],
      last_retry_timestamp: [126, time],
    }),
    ...audit(table, 127, false),
    { line: 129, kind: 'partition key', table, column: 'load_timestamp' },
    { line: 130, kind: 'partitions', table, granularity: 'month', offsets: [-1, 0, 1] },
    ...indexes(table, {
      [`idx_${table}_load_status`]: [132, 'load_status'],
      [`idx_${table}_api_run`]: [133, 'api_run_timestamp'],
    }),
  ];
});

const silverShapes = {
  customers: { id: 'client_id', time: 'register_time', date: 'register_date', amount: undefined },
  deposits: { id: 'deposit_id', time: 'deposit_time', date: 'deposit_date', amount: 'deposit_amount' },
  trades: { id: 'trade_activity_id', time: 'trade_time', date: 'trade_date', amount: 'trade_volume' },
  assets: { id: 'asset_id', time: 'last_update_time', date: 'last_update_date', amount: 'balance' },
} as const;

const silverEntries = Object.entries(silverShapes).flatMap(([source, shape]): readonly SeedEntry[] => {
  const table = `silver_${source}`;
  return [
    { line: 153, kind: 'table', name: table },
    { line: 155, kind: 'primary key', table, columns: ['affiliate_id', shape.id, shape.date] },
    ...columnsOf(table, {
      [shape.id]: [155, text, 'not null'],
      [shape.date]: [155, 'date', 'not null'],
      [shape.time]: [157, time],
      ...(shape.amount === undefined ? {} : { [shape.amount]: [157, amount] }),
      status: [158, 'character varying(20)', 'not null'],
      metadata: [159, 'jsonb'],
      source_file: [160, text, 'not null'],
      load_time: [161, time, 'not null'],
    }),
    ...audit(table, 162, false),
    { line: 164, kind: 'partition key', table, column: shape.date },
    { line: 165, kind: 'partitions', table, granularity: 'year', offsets: [-1, 0] },
    ...indexes(table, {
      [`idx_${table}_load_time`]: [167, 'load_time'],
      ...(source === 'customers' ? {} : { [`idx_${table}_client`]: [167, 'client_id'] }),
      [`idx_${table}_status`]: [168, 'status'],
      [`idx_${table}_${shape.date}`]: [169, shape.date],
    }),
  ];
});

const engineEntries: readonly SeedEntry[] = [
  { line: 136, kind: 'table', name: 'etl_status' },
  { line: 137, kind: 'primary key', table: 'etl_status', columns: ['table_name'] },
  ...columnsOf('etl_status', {
    table_name: [137, text, 'not null'],
    last_successful_load: [139, time],
    last_attempted_load: [140, time],
    load_status: [141, 'character varying(20)', 'not null'],
    error_message: [142, text],
    records_processed: [143, 'integer'],
    processing_time: [144, 'interval'],
  }),
  ...audit('etl_status', 145, false),
  ...indexes('etl_status', { idx_etl_status_load_status: [147, 'load_status'] }),

  { line: 172, kind: 'table', name: 'data_quality_metrics' },
  { line: 173, kind: 'primary key', table: 'data_quality_metrics', columns: ['table_name', 'metric_date'] },
  ...columnsOf('data_quality_metrics', {
    table_name: [173, text, 'not null'],
    metric_date: [173, 'date', 'not null'],
    total_records: [175, 'bigint', 'not null'],
    valid_records: [176, 'bigint', 'not null'],
    invalid_records: [177, 'bigint', 'not null'],
    completeness_score: [178, 'numeric(5,2)'],
    accuracy_score: [178, 'numeric(5,2)'],
    consistency_score: [178, 'numeric(5,2)'],
    timeliness_score: [178, 'numeric(5,2)'],
  }),
  ...audit('data_quality_metrics', 179, false),
  ...indexes('data_quality_metrics', { idx_data_quality_metric_date: [181, 'metric_date'] }),
];

const figures = { signups: 'bigint', trades: 'bigint', deposits: 'bigint' };

function view(
  name: string,
  lines: { named: number; says: number; indexed: number },
  shown: Readonly<Record<string, string>>,
  ...indexed: string[]
) {
  const entries: readonly SeedEntry[] = [
    { line: lines.named, kind: 'materialized view', name },
    ...columnsOf(
      name,
      Object.fromEntries(Object.entries(shown).map(([column, type]) => [column, [lines.says, type] as const])),
    ),
    { line: lines.indexed, kind: 'unique index', table: name, columns: indexed },
  ];
  return entries;
}

const goldEntries: readonly SeedEntry[] = [
  ...view('gold_affiliate_daily_metrics', { named: 187, says: 189, indexed: 190 }, figures, 'date', 'affiliate_id'),
  ...view(
    'gold_affiliate_weekly_metrics',
    { named: 192, says: 194, indexed: 195 },
    figures,
    'week_start',
    'affiliate_id',
  ),
  ...view(
    'gold_affiliate_monthly_metrics',
    { named: 197, says: 199, indexed: 200 },
    figures,
    'month_start',
    'affiliate_id',
  ),
  ...view(
    'gold_affiliate_customer_funnel',
    { named: 202, says: 204, indexed: 205 },
    { registered: 'bigint', deposited: 'bigint', traded: 'bigint' },
    'affiliate_id',
  ),
  ...view(
    'gold_affiliate_performance_trend',
    { named: 207, says: 209, indexed: 210 },
    { deposits: 'bigint', deposits_7d: 'bigint', deposits_30d: 'bigint' },
    'date',
    'affiliate_id',
  ),
  ...view(
    'gold_etl_affiliate_dashboard',
    { named: 212, says: 213, indexed: 214 },
    { load_status: 'character varying(20)', last_load: time, clients_registered: 'bigint' },
    'affiliate_id',
    'data_source',
  ),
  { line: 217, kind: 'function', name: 'refresh_all_materialized_views' },
];

export const seedEntries: readonly SeedEntry[] = [
  ...baseEntries,
  ...bronzeEntries,
  ...engineEntries,
  ...silverEntries,
  ...goldEntries,
];

const heading = 'introduces the lines below it';
const later = 'named as later in docs/affiliate.md';
const flow = 'says how data flows, which the tests of the whole build show';
const practice = 'a practice, which the entries of the tables show';

/** Why a line of the seed has no entry. */
export const listedReasons: ReadonlyMap<number, string> = new Map([
  ...[15, 22, 29, 36, 45, 53, 62, 71, 81, 90, 99, 107, 116, 118, 128, 131, 138, 146, 154, 156, 163, 166, 174, 180].map(
    (line) => [line, heading] as const,
  ),
  ...[188, 193, 198, 203, 208].map((line) => [line, 'says what the view is for; its columns have entries'] as const),
  ...[221, 227, 233, 241, 247, 253, 259, 267, 272, 277].map((line) => [line, heading] as const),
  ...[222, 223, 224, 225, 228, 229, 230, 231, 234, 235, 236, 237].map((line) => [line, flow] as const),
  ...[242, 243, 245, 248, 249, 250].map((line) => [line, practice] as const),
  [244, 'silver judges each record; contracts hold types and NOT NULL'],
  [251, "etl_status keeps each load's processing time"],
  [254, `every run refreshes the views; a schedule of its own is ${later}`],
  [255, "data_quality_metrics keeps each day's scores"],
  [256, 'etl_status keeps each load'],
  [257, 'audit_log keeps each change of the base tables'],
  ...[260, 261, 263].map((line) => [line, later] as const),
  [262, 'audit_log keeps each change of the base tables'],
  ...[268, 269, 270, 273, 274, 275, 278, 279, 280].map((line) => [line, later] as const),
]);
