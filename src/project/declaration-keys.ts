// The tables of the keys of what a properties file declares beside resources and sources: its sections, groups, exposures, the
// semantic layer, and items of data tests. From them follow the known names, and docs/properties.md.

import { config, description, meta, named, type PropertyKeys, tags, text, withoutEffect } from './property-keys.ts';

function section(of: string, example: string) {
  return { takes: 'a list of maps', absent: 'none', example, about: of } as const;
}

/** Of a properties file itself. */
export const sectionKeys = {
  version: { takes: '2', absent: '2', example: '2', about: 'As in dbt.' },
  models: section('Properties of models.', '[{ name: orders }]'),
  seeds: section('Properties of seeds.', '[{ name: countries }]'),
  snapshots: section(
    'Properties of snapshots, or snapshots themselves.',
    "[{ name: history, relation: ref('orders') }]",
  ),
  analyses: section('Properties of analyses.', '[{ name: revenue }]'),
  data_tests: section('Properties of singular data tests.', '[{ name: no_losses }]'),
  sources: section('[Sources](#sources).', '[{ name: web, tables: [{ name: visits }] }]'),
  groups: section('[Groups](#groups).', '[{ name: sales, owner: { email: sales@example.org } }]'),
  exposures: section('[Exposures](#exposures).', '[{ name: board, type: dashboard, owner: { name: Ada } }]'),
  metrics: section('[Metrics](#metrics).', '[{ name: share, type: derived, input_metrics: [revenue] }]'),
  semantic_models: section('[Semantic models](#semantic-models).', "[{ name: buyers, model: ref('orders') }]"),
  saved_queries: section('[Saved queries](#saved-queries).', '[{ name: q, query_params: { metrics: [revenue] } }]'),
  unit_tests: withoutEffect('Unit tests, which are not run yet: each such section is warned of (`SETTING_LATER`).'),
  macros: withoutEffect('Properties of macros, which are passed over.'),
  functions: withoutEffect('Passed over.'),
  anchors: withoutEffect('A place for anchors of YAML; passed over.'),
} as const satisfies PropertyKeys;

const owner = {
  takes: 'a map',
  absent: 'needed',
  example: '{ name: Ada, email: ada@example.org }',
  about: 'Who answers for it: `name` or `email`, and whatever else.',
} as const;

export const groupKeys = {
  name: { ...named('What `group` of a config means.'), example: 'sales' },
  owner,
  description: { ...description, about: 'Rendered; for templates.' },
  config: withoutEffect("For dbt's documentation."),
  meta: withoutEffect("For dbt's documentation."),
} as const satisfies PropertyKeys;

const declaredConfig = {
  ...config,
  example: '{ enabled: true, tags: [nightly] }',
  about: '`enabled`, `tags`, `meta` and `group`.',
};
const declaredDescription = { ...description, about: 'Rendered; for templates.' };

export const exposureTypes = ['dashboard', 'notebook', 'analysis', 'ml', 'application'] as const;
export const maturities = ['low', 'medium', 'high'] as const;

function choices(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

export const exposureKeys = {
  name: { ...named('Its name: `--select +exposure:weekly` means all that it uses.'), example: 'weekly' },
  type: { takes: choices(exposureTypes), absent: 'needed', example: 'dashboard', about: 'What it is.' },
  owner,
  description: declaredDescription,
  label: { ...text, absent: 'none', example: 'Figures of the week', about: 'For templates.' },
  maturity: { takes: choices(maturities), absent: 'none', example: 'high', about: 'For templates.' },
  meta,
  tags,
  url: { ...text, absent: 'none', example: 'https://example.org/weekly', about: 'For templates.' },
  depends_on: {
    takes: 'a list',
    absent: 'none',
    example: "[ref('orders'), ref('customers')]",
    about: 'What it uses: `ref(…)`, `source(…)`, `metric(…)`.',
  },
  config: declaredConfig,
} as const satisfies PropertyKeys;

const ofSemanticLayer = withoutEffect("For dbt's semantic layer.");
const metricName = (about: string) =>
  ({ takes: 'a text or a map', absent: 'none', example: 'revenue', about }) as const;
const metricNames = (about: string) => ({ takes: 'a list', absent: 'none', example: '[revenue]', about }) as const;

export const metricTypes = ['simple', 'ratio', 'cumulative', 'derived', 'conversion'] as const;

export const metricKeys = {
  name: { ...named('Its name: `--select +metric:share`.'), example: 'share' },
  label: { ...text, absent: 'none; needed with `type_params`', example: 'Share', about: 'For templates.' },
  description: declaredDescription,
  type: { takes: choices(metricTypes), absent: 'simple', example: 'derived', about: 'What it is.' },
  type_params: {
    takes: 'a map',
    absent: 'none',
    example: '{ measure: revenue }',
    about: 'Its inputs in the older form: those that it names must be there.',
  },
  filter: ofSemanticLayer,
  time_granularity: ofSemanticLayer,
  config: declaredConfig,
  meta,
  tags,
} as const satisfies PropertyKeys;

/** Keys that a metric of dbt's newer form has itself, not below `type_params`. */
export const newerMetricKeys = {
  numerator: metricName('A metric, which must be there.'),
  denominator: metricName('A metric, which must be there.'),
  input_metric: metricName('A metric, which must be there.'),
  input_metrics: metricNames('Metrics, which must be there.'),
  base_metric: metricName('A metric, which must be there.'),
  conversion_metric: metricName('A metric, which must be there.'),
  hidden: ofSemanticLayer,
  agg: ofSemanticLayer,
  percentile: ofSemanticLayer,
  percentile_type: ofSemanticLayer,
  join_to_timespine: ofSemanticLayer,
  fill_nulls_with: ofSemanticLayer,
  expr: ofSemanticLayer,
  non_additive_dimension: ofSemanticLayer,
  agg_time_dimension: ofSemanticLayer,
  window: ofSemanticLayer,
  grain_to_date: ofSemanticLayer,
  period_agg: ofSemanticLayer,
  entity: ofSemanticLayer,
  calculation: ofSemanticLayer,
  constant_properties: ofSemanticLayer,
} as const satisfies PropertyKeys;

export const semanticModelKeys = {
  name: { ...named('Its name: `--select semantic_model:buyers`.'), example: 'buyers' },
  model: { ...text, absent: 'needed', example: "ref('orders')", about: 'The model that it is of.' },
  description: declaredDescription,
  label: ofSemanticLayer,
  config: declaredConfig,
  defaults: ofSemanticLayer,
  entities: section('Each needs a `name`.', '[{ name: id, type: primary }]'),
  measures: section(
    'What metrics are of: each needs `name` and `agg`; `create_metric: true` makes a metric of it.',
    '[{ name: amount, agg: sum }]',
  ),
  dimensions: section('Each needs a `name`.', '[{ name: day, type: time }]'),
  primary_entity: ofSemanticLayer,
} as const satisfies PropertyKeys;

export const savedQueryKeys = {
  name: { ...named('Its name: `--select +saved_query:q`.'), example: 'q' },
  query_params: {
    takes: 'a map',
    absent: 'needed',
    example: '{ metrics: [revenue] }',
    about: 'Its `metrics` must be there.',
  },
  description: declaredDescription,
  label: ofSemanticLayer,
  exports: section('Each needs a `name`.', '[{ name: q_table }]'),
  config: declaredConfig,
  tags,
  meta,
} as const satisfies PropertyKeys;

/** Of an item of `data_tests:`, below the name of the test. */
export const testItemKeys = {
  name: { ...text, absent: 'made of the test and its arguments', example: 'known_ids', about: 'What it is called.' },
  description: { ...description, about: 'Rendered; for templates.' },
  arguments: {
    takes: 'a map',
    absent: 'none',
    example: '{ values: [1, 2] }',
    about: 'Its arguments ([tests.md](tests.md)). They may stand beside this key, too.',
  },
  config: {
    ...config,
    example: '{ severity: warn }',
    about: 'Its config ([tests.md](tests.md#config)). Its keys may stand beside this one, too.',
  },
  column_name: {
    ...text,
    absent: 'the column that it stands below',
    example: 'id',
    about: 'The column that it is of.',
  },
  test_name: {
    ...text,
    absent: 'the key that all this stands below',
    example: 'accepted_values',
    about: 'The test, in the other form of an item: `{ test_name: unique, column_name: id }`.',
  },
} as const satisfies PropertyKeys;
