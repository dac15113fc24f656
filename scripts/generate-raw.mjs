#!/usr/bin/env node
// Writes pages as the broker's API returns them, any number of them, one page in memory at a time. The same options always
// give the same bytes. With --faults it strews in every kind of fault that the affiliate project must stand (faults.mjs).
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { planFaults } from './generate-raw/faults.mjs';
import { dayMilliseconds, endpoints, recordsOfDay } from './generate-raw/records.mjs';

const usage = `Usage: node scripts/generate-raw.mjs [options]

  --out DIR                  where the pages go                          (data/raw)
  --affiliates N             affiliates                                  (4)
  --clients N                clients of all affiliates together          (80)
  --days N                   days                                        (14)
  --start YYYY-MM-DD         first day                                   (2025-05-05)
  --deposits-per-client N    mean number of deposits                     (4)
  --trades-per-client N      mean number of trades                       (4)
  --assets-per-client N      mean number of balances                     (3)
  --page-size N              records in a page                           (100)
  --seed TEXT                another seed, other data                    (1)
  --faults                   add every kind of fault
  --late-out DIR             with --faults: pages that arrive in a later load: missing parents, and a mended page
  --affiliates-csv FILE      write the seed of the affiliates
  --help

Example, 1,000,000 deposits in pages of 1,000:
  node scripts/generate-raw.mjs --out /tmp/raw --affiliates 20 --clients 20000 --days 50 --deposits-per-client 50 \\
    --trades-per-client 0 --assets-per-client 0 --page-size 1000
`;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'data/raw' },
    affiliates: { type: 'string', default: '4' },
    clients: { type: 'string', default: '80' },
    days: { type: 'string', default: '14' },
    start: { type: 'string', default: '2025-05-05' },
    'deposits-per-client': { type: 'string', default: '4' },
    'trades-per-client': { type: 'string', default: '4' },
    'assets-per-client': { type: 'string', default: '3' },
    'page-size': { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    faults: { type: 'boolean', default: false },
    'late-out': { type: 'string' },
    'affiliates-csv': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** @param {string} message @returns {never} */
function refuse(message) {
  process.stderr.write(`${message}\n\n${usage}`);
  process.exit(2);
}

/** @param {'affiliates' | 'clients' | 'days' | 'deposits-per-client' | 'trades-per-client' | 'assets-per-client' | 'page-size'} name @param {number} least */
function wholeNumber(name, least) {
  const number = Number(values[name]);
  return Number.isSafeInteger(number) && number >= least
    ? number
    : refuse(`--${name} takes a whole number from ${least}`);
}

if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const firstDay = Date.parse(`${values.start}T00:00:00Z`);
if (Number.isNaN(firstDay)) refuse('--start takes a date, as 2025-05-05');

/** @type {import('./generate-raw/records.mjs').Shape} */
const shape = {
  seed: values.seed,
  affiliates: wholeNumber('affiliates', 1),
  clients: wholeNumber('clients', 1),
  days: wholeNumber('days', 1),
  firstDay,
  deposits: wholeNumber('deposits-per-client', 0),
  trades: wholeNumber('trades-per-client', 0),
  assets: wholeNumber('assets-per-client', 0),
};
const pageSize = wholeNumber('page-size', 1);

/** @param {number} affiliate */
const affiliateId = (affiliate) => `aff_${String(affiliate + 1).padStart(3, '0')}`;

/**
 * A page's text. Records are JSON texts, so that a fault may hold what JSON.stringify would never write.
 * @param {number} requestTime @param {readonly string[]} records
 */
const page = (requestTime, records) =>
  `{"code":"00000","msg":"success","requestTime":"${requestTime}","data":[${records.join(',\n')}]}\n`;

/** @param {string} root @param {string} affiliate @param {string} endpoint @param {number} day @param {number} number @param {string} text */
function write(root, affiliate, endpoint, day, number, text) {
  const date = new Date(firstDay + day * dayMilliseconds).toISOString().slice(0, 10).replaceAll('-', '/');
  const path = join(root, affiliate, endpoint, date, `page_${number}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const faults = values.faults ? planFaults(shape, affiliateId) : { inserted: () => [], pages: () => [], foreign: [] };
let pages = 0;
let records = 0;

for (let affiliate = 0; affiliate < shape.affiliates; affiliate += 1) {
  for (let day = 0; day < shape.days; day += 1) {
    for (const endpoint of endpoints) {
      // The API is asked for a day five minutes after its end.
      const requestTime = firstDay + (day + 1) * dayMilliseconds + 300_000;
      let number = 0;
      /** @type {string[]} */
      let waiting = [];
      const flush = () => {
        number += 1;
        pages += 1;
        records += waiting.length;
        write(values.out, affiliateId(affiliate), endpoint, day, number, page(requestTime + number * 1000, waiting));
        waiting = [];
      };
      for (const record of recordsOfDay(shape, affiliate, day, endpoint)) {
        waiting.push(JSON.stringify(record));
        if (waiting.length === pageSize) flush();
      }
      waiting.push(...faults.inserted(affiliate, day, endpoint, requestTime));
      if (waiting.length > 0 || number === 0) flush();
      for (const extra of faults.pages(affiliate, day, endpoint, requestTime)) {
        number += 1;
        const late = extra.late === undefined ? undefined : page(requestTime + dayMilliseconds, extra.late);
        if (extra.text !== undefined) {
          pages += 1;
          write(values.out, affiliateId(affiliate), endpoint, day, number, extra.text);
        }
        if (late !== undefined && values['late-out'] !== undefined) {
          write(values['late-out'], affiliateId(affiliate), endpoint, day, number, late);
        }
      }
    }
  }
}
for (const { affiliate, endpoint, day, requestTime, data } of faults.foreign) {
  pages += 1;
  records += data.length;
  write(values.out, affiliate, endpoint, day, 1, page(requestTime, data));
}

if (values['affiliates-csv'] !== undefined) {
  const joined = (/** @type {number} */ affiliate) =>
    new Date(firstDay - (affiliate + 1) * 30 * dayMilliseconds).toISOString().slice(0, 19).replace('T', ' ');
  const rows = Array.from({ length: shape.affiliates }, (_, affiliate) => {
    const status = ['active', '', 'active', 'paused'][affiliate % 4];
    const metadata = affiliate % 3 === 0 ? '"{""tier"": ""gold""}"' : '';
    const id = affiliateId(affiliate);
    return `${id},Affiliate ${affiliate + 1},${id}@example.com,${joined(affiliate)},${status},${metadata}`;
  });
  writeFileSync(values['affiliates-csv'], `affiliate_id,name,email,join_date,status,metadata\n${rows.join('\n')}\n`);
}
process.stdout.write(`${pages} pages with ${records} readable records in ${values.out}\n`);
