// What the dashboard says: where each affiliate's records have gone.

import type { Base } from './base.ts';
import type { BronzeRow } from './bronze.ts';
import { figures, funnels, orNull, type Rates } from './gold.ts';
import type { SilverRow } from './silver.ts';
import { isValid, type Kind } from './silver.ts';
import type { Row } from './tables.ts';
import { fixed, jsonb } from './values.ts';

export interface Layers {
  readonly bronze: Readonly<Record<Kind, readonly BronzeRow[]>>;
  readonly silver: Readonly<Record<Kind, readonly SilverRow[]>>;
  readonly base: Base;
  readonly rates: Rates;
  readonly loadStatus: (kind: Kind) => string;
}

export const kinds: readonly Kind[] = ['customers', 'deposits', 'trades', 'assets'];

type Fate = 'in_base' | 'held_back' | 'repeated_across_affiliates' | 'superseded';

export function dashboardContent(layers: Layers): readonly Row[] {
  const { base, bronze } = layers;
  const reported = kinds.flatMap((kind) => bronze[kind].map(({ affiliate }) => affiliate));
  const affiliates = new Set([...base.affiliates.keys(), ...reported]);
  const funnelsBy = funnels(base);
  const months = figures(base, layers.rates, 'monthly');
  return [...affiliates].flatMap((affiliate) => {
    const account = base.affiliates.get(affiliate);
    const funnel = funnelsBy.get(affiliate);
    const all = [...(months.get(affiliate)?.values() ?? [])];
    const values = all.map(({ value }) => value);
    const known = values.filter((value) => value !== null);
    return kinds.map((kind) => ({
      affiliate_id: affiliate,
      data_source: kind,
      affiliate_name: account?.row.name ?? null,
      affiliate_status: account?.row.status ?? null,
      ...accountOf(layers, kind, affiliate),
      load_status: layers.loadStatus(kind),
      clients_registered: String(funnel?.registered ?? 0n),
      clients_deposited: String(funnel?.deposited ?? 0n),
      clients_traded: String(funnel?.traded ?? 0n),
      deposit_value: orNull(known.length < values.length ? null : known.reduce((sum, value) => sum + value, 0n)),
      trades: String(all.reduce((sum, { trades }) => sum + trades, 0n)),
      trade_volume: fixed(all.reduce((sum, { volume }) => sum + volume, 0n)),
    }));
  });
}

function accountOf(layers: Layers, kind: Kind, affiliate: string): Row {
  const bronze = layers.bronze[kind].filter((row) => row.affiliate === affiliate);
  const silver = layers.silver[kind].filter((row) => row.affiliate === affiliate);
  const valid = silver.filter(isValid);
  const fates = valid.map((row) => fateOf(layers, kind, row));
  const number = (fate: Fate) => String(fates.filter((each) => each.fate === fate).length);
  const reasons: Record<string, number> = {};
  for (const { reason } of fates) if (reason !== undefined) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    bronze_records: String(bronze.length),
    bronze_failed: String(bronze.filter(({ failed }) => failed).length),
    silver_valid: String(valid.length),
    silver_invalid: String(silver.length - valid.length),
    repetitions: String(bronze.length - silver.length),
    in_base: number('in_base'),
    held_back: number('held_back'),
    held_back_reasons: jsonb(reasons),
    repeated_across_affiliates: number('repeated_across_affiliates'),
    superseded: number('superseded'),
    unaccounted: '0',
  };
}

function fateOf({ base, silver }: Layers, kind: Kind, row: SilverRow): { fate: Fate; reason?: string } {
  if (kind === 'customers') {
    if (!base.affiliates.has(row.affiliate)) return { fate: 'held_back', reason: 'affiliate_unknown' };
    return { fate: base.clients.get(row.id)?.affiliate === row.affiliate ? 'in_base' : 'repeated_across_affiliates' };
  }
  const client = base.clients.get(row.client ?? '');
  if (client === undefined) {
    const reports = silver.customers.filter(({ id }) => id === row.client);
    if (reports.length === 0) return { fate: 'held_back', reason: 'client_not_reported' };
    return { fate: 'held_back', reason: reports.some(isValid) ? 'client_held_back' : 'client_invalid' };
  }
  const existing = base.records[kind].get(row.id);
  if (existing !== undefined) {
    return {
      fate:
        existing.reportedBy === row.affiliate && existing.client === row.client
          ? 'in_base'
          : 'repeated_across_affiliates',
    };
  }
  // Only a balance can be missing although its client is there. Another affiliate's report of it may be what was superseded.
  const reports = silver[kind].filter(({ id }) => id === row.id).map(({ affiliate }) => affiliate);
  const first = reports.includes(client.affiliate) ? client.affiliate : reports.toSorted()[0];
  return { fate: first === row.affiliate ? 'superseded' : 'repeated_across_affiliates' };
}
