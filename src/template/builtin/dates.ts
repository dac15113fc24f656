// dbt's macros about dates and series of numbers, for PostgreSQL: the same SQL as dbt's, in a layout of our own. They call
// each other by name, so that what a project overrides is used inside the others, too.

import { TemplateError } from '../../jinja/errors.ts';
import { callOf, play, type Script } from '../../jinja/host-script.ts';
import { integerOf } from '../../jinja/python/number-conversion.ts';
import { ordered } from '../../jinja/python/order.ts';
import { toRepr, toText } from '../../jinja/python/printing.ts';
import { isTrue } from '../../jinja/python/truth.ts';
import { List, type Value } from '../../jinja/value.ts';
import { PyDate } from '../../pylib/datetime/date.ts';
import { PyDateTime } from '../../pylib/datetime/datetime.ts';
import { Timedelta } from '../../pylib/datetime/timedelta.ts';
import { QueryTable } from '../agate/table.ts';
import { isExecuting, type NodeContext } from '../node-context.ts';
import { type BuiltinMacro, dispatching, macro, text } from './builtin-macro.ts';

/** A macro whose body is a script. */
function script(
  name: string,
  signature: string,
  run: (call: Call, texts: readonly string[], context: NodeContext, values: readonly Value[]) => Script,
  prefix: 'default' | 'postgres' = 'default',
): readonly BuiltinMacro[] {
  return dispatching(
    name,
    signature,
    (context, values) => play(run(callIn(context), values.map(toText), context, values)),
    prefix,
  );
}

type Call = (name: string, ...values: readonly Value[]) => ReturnType<typeof callOf>;

/** `dbt.name(…)`. */
function callIn(context: NodeContext): Call {
  return (name, ...values) => callOf(context.macros.inPackage('dbt', name) ?? null, ...values);
}

interface Unit {
  /** The unit above, in which the difference is taken first, and how many of this one make one of it. */
  readonly above: string;
  readonly per: number;
  /** The part of a moment that counts this unit within the one above. */
  readonly part: (moment: string) => string;
}

const timestampPart = (name: string) => (moment: string) => `date_part('${name}', (${moment})::timestamp)`;
const datePart = (name: string) => (moment: string) => `date_part('${name}', (${moment})::date)`;
const wholePart = (name: string) => (moment: string) => `floor(${timestampPart(name)(moment)})`;

const units: ReadonlyMap<string, Unit> = new Map([
  ['quarter', { above: 'year', per: 4, part: datePart('quarter') }],
  ['month', { above: 'year', per: 12, part: datePart('month') }],
  ['hour', { above: 'day', per: 24, part: timestampPart('hour') }],
  ['minute', { above: 'hour', per: 60, part: timestampPart('minute') }],
  ['second', { above: 'minute', per: 60, part: wholePart('second') }],
  ['millisecond', { above: 'minute', per: 60_000, part: wholePart('millisecond') }],
  ['microsecond', { above: 'minute', per: 60_000_000, part: wholePart('microsecond') }],
]);

function* datediff(first: string, second: string, unitName: string, context: NodeContext): Script {
  const difference = (unit: string) => callOf(context.global('datediff') ?? null, first, second, unit);
  if (unitName === 'year') return `(${datePart('year')(second)} - ${datePart('year')(first)})`;
  if (unitName === 'day') return `((${second})::date - (${first})::date)`;
  if (unitName === 'week') {
    const days = toText(yield difference('day'));
    const [from, to] = [timestampPart('dow')(first), timestampPart('dow')(second)];
    const forward = `${first} <= ${second}`;
    return `(${days} / 7 + case when ${from} <= ${to} then case when ${forward} then 0 else -1 end else case when ${forward} then 1 else 0 end end)`;
  }
  const unit = units.get(unitName);
  if (!unit) throw new TemplateError('raised', `datediff has no unit ${toRepr(unitName)} on PostgreSQL`);
  const above = toText(yield difference(unit.above));
  return `(${above} * ${unit.per} + ${unit.part(second)} - ${unit.part(first)})`;
}

function* lastDay(call: Call, date: string, unit: string): Script {
  const truncated = yield call('date_trunc', unit, date);
  // Intervals know no quarters.
  const [step, count] = unit === 'quarter' ? ['month', '3'] : [unit, '1'];
  const next = yield call('dateadd', step, count, truncated);
  return `cast(${toText(yield call('dateadd', 'day', '-1', next))} as date)`;
}

function* intervalsBetween(call: Call, values: readonly Value[], context: NodeContext): Script {
  if (!isExecuting(context)) return 1n;
  const difference = toText(yield call('datediff', ...values));
  const table = yield context.vocabulary.query(`select ${difference}`);
  const count = table instanceof QueryTable ? table.answer.rows[0]?.[0] : undefined;
  return count ?? 1n;
}

/** The exponent of the smallest power of two that is not below the bound. */
function powersOfTwo(bound: Value): bigint {
  if (!ordered('>', bound, 0n)) throw new TemplateError('raised', 'the upper bound must be positive');
  for (let exponent = 1n; exponent < 100n; exponent++) if (ordered('<=', bound, 2n ** exponent)) return exponent;
  throw new TemplateError('raised', 'the upper bound is too large');
}

function* generateSeries(call: Call, [bound = null]: readonly Value[]): Script {
  const count = Number(integerOf(yield call('get_powers_of_two', bound)) ?? 0n);
  const digits = Array.from({ length: count }, (_, index) => index);
  return `with p as (
    select 0 as generated_number union all select 1
), unioned as (
    select
        ${digits.map((digit) => `p${digit}.generated_number * power(2, ${digit})`).join(' + ')} + 1 as generated_number
    from
        ${digits.map((digit) => `p as p${digit}`).join(' cross join ')}
)
select * from unioned
where generated_number <= ${toText(bound)}
order by generated_number`;
}

function* dateSpine(call: Call, [unit = null, start = null, end = null]: readonly Value[]): Script {
  const count = yield call('get_intervals_between', start, end, unit);
  const series = toText(yield call('generate_series', count));
  const date = toText(yield call('dateadd', unit, 'row_number() over (order by 1) - 1', start));
  const column = `date_${toText(unit)}`;
  return `with rawdata as (
${series}
),
all_periods as (
    select (${date}) as ${column} from rawdata
),
filtered as (
    select * from all_periods where ${column} <= ${toText(end)}
)
select * from filtered`;
}

function datesInRange(from: string, until: string, inFormat: string, outFormat: Value): List {
  const [first, last] = [from, until].map((date) => readDate(date, inFormat));
  if (!first || !last) return new List();
  const days = last.date.dayNumber - first.date.dayNumber;
  if (days < 0) throw new TemplateError('raised', `the range of dates ends before it starts: ${from}, ${until}`);
  return new List(
    Array.from({ length: days + 1 }, (_, index) => {
      const date = first.plus(Timedelta.of({ days: index }));
      return isTrue(outFormat) ? date.strftime(toText(outFormat)) : date;
    }),
  );
}

function readDate(date: string, format: string): PyDateTime {
  return PyDateTime.strptime(date.trim(), format);
}

const rangeMacros: readonly BuiltinMacro[] = [
  macro('convert_datetime', 'date_str date_fmt', (_, [date = null, format = null]) =>
    readDate(toText(date), toText(format)),
  ),
  macro('dates_in_range', 'start_date_str end_date_str= in_fmt= out_fmt=', (_, values) => {
    const [start = null, end = null, inFormat = null, outFormat = null] = values;
    const from = toText(start);
    const [read, written] = [inFormat === null ? '%Y%m%d' : toText(inFormat), outFormat ?? '%Y%m%d'];
    return datesInRange(from, end === null ? from : toText(end), read, written);
  }),
  macro('partition_range', 'raw_partition_date date_fmt=', (_, [raw = null, format = null]) => {
    const [from = '', until = from, ...more] = toText(raw).split(',');
    if (more.length > 0)
      throw new TemplateError('raised', `a range of partitions is one date, or two with a comma, not ${toText(raw)}`);
    return datesInRange(from, until, format === null ? '%Y%m%d' : toText(format), '%Y%m%d');
  }),
  macro('py_current_timestring', '', () => PyDateTime.now().strftime('%Y%m%d%H%M%S%f')),
];

export const dateMacros: readonly BuiltinMacro[] = [
  ...text('current_timestamp', '', () => 'now()', 'postgres'),
  ...script(
    'snapshot_get_time',
    '',
    function* (_, __, context) {
      const now = yield callOf(context.global('current_timestamp') ?? null);
      return `${toText(now)}::timestamp without time zone`;
    },
    'postgres',
  ),
  ...text('snapshot_string_as_time', 'timestamp', (moment) => `'${moment}'::timestamp without time zone`, 'postgres'),
  ...text('current_timestamp_backcompat', '', () => 'current_timestamp::timestamp', 'postgres'),
  ...text(
    'current_timestamp_in_utc_backcompat',
    '',
    () => "(current_timestamp at time zone 'utc')::timestamp",
    'postgres',
  ),
  ...dispatching('date', 'year month day', (_, [year = null, month = null, day = null]) => {
    const date = PyDate.create(year, month, day);
    return `to_date('${date.strftime('%Y-%m-%d')}', 'YYYY-MM-DD')`;
  }),
  ...text('date_trunc', 'datepart date', (unit, date) => `date_trunc('${unit}', ${date})`),
  ...text(
    'dateadd',
    'datepart interval from_date_or_timestamp',
    (unit, count, from) => `${from} + ((interval '1 ${unit}') * (${count}))`,
    'postgres',
  ),
  ...script(
    'datediff',
    'first_date second_date datepart',
    (_, [first = '', second = '', unit = ''], context) => datediff(first, second, unit, context),
    'postgres',
  ),
  ...script('last_day', 'date datepart', (call, [date = '', unit = '']) => lastDay(call, date, unit), 'postgres'),
  ...script('get_intervals_between', 'start_date end_date datepart', (call, _, context, values) =>
    intervalsBetween(call, values, context),
  ),
  ...dispatching('get_powers_of_two', 'upper_bound', (_, [bound = null]) => powersOfTwo(bound)),
  ...script('generate_series', 'upper_bound', (call, _, __, values) => generateSeries(call, values)),
  ...script('date_spine', 'datepart start_date end_date', (call, _, __, values) => dateSpine(call, values)),
  ...rangeMacros,
];
