// Every kind of fault that pages of the API have shown, and where the generator puts each: one place for each kind, and one
// more for every 50 days of an affiliate. What the project makes of each is not known here.
import { clientsOf, dayMilliseconds, randomOf, recordsOfDay, registerTime, uid } from './records.mjs';

/**
 * @typedef {import('./records.mjs').Shape} Shape
 * @typedef {import('./records.mjs').Endpoint} Endpoint
 * @typedef {{ shape: Shape, affiliate: number, day: number, requestTime: number, time: number, client: string, tag: string }} Place
 *   time: noon of the day, epoch ms; client: a registered client; tag: tells this place from all others
 * @typedef {{ text?: string, late?: string[] }} ExtraPage  text: as written; late: the records of the page that a later load holds in its stead
 * @typedef {{ kind: string, endpoint: Endpoint, records: (place: Place) => unknown[] }} RecordFault
 * @typedef {{ kind: string, endpoint: Endpoint, page: (place: Place) => ExtraPage }} PageFault
 */

/** @param {Place} place @param {Record<string, unknown>} [change] */
const customer = ({ time, tag }, change = {}) => ({ uid: `8${tag}`, registerTime: String(time), ...change });

/** @param {Place} place @param {Record<string, unknown>} [change] */
const deposit = ({ time, client, tag }, change = {}) => ({
  orderId: `7${tag}`,
  uid: client,
  depositTime: String(time),
  depositCoin: 'USDT',
  depositAmount: '125.50',
  ...change,
});

/** @param {Place} place @param {Record<string, unknown>} [change] */
const trade = ({ time, client }, change = {}) => ({
  uid: client,
  volumn: '310.2500',
  time: String(time),
  symbol: 'BTCUSDT',
  type: 'buy',
  ...change,
});

/** @param {Place} place @param {Record<string, unknown>} [change] */
const asset = ({ time, client }, change = {}) => ({
  uid: client,
  balance: '77.10',
  uTime: String(time),
  remark: 'spot',
  ...change,
});

const missing = undefined;
/** @param {string} kind @param {Endpoint} endpoint @param {(place: Place) => unknown[]} records @returns {RecordFault} */
const inRecords = (kind, endpoint, records) => ({ kind, endpoint, records });

/** @type {readonly RecordFault[]} */
const recordFaults = [
  inRecords('missing uid', 'customer_list', (place) => [
    customer(place, { uid: missing }),
    customer(place, { uid: ' ' }),
  ]),
  inRecords('registered in the future', 'customer_list', (place) => [
    customer(place, { registerTime: String(place.requestTime + 30 * dayMilliseconds) }),
  ]),
  inRecords('absurd register time', 'customer_list', (place) => [customer(place, { registerTime: '-1' })]),
  inRecords('no object', 'customer_list', () => ['no record', null]),
  inRecords('missing ids', 'deposits', (place) => [
    deposit(place, { orderId: missing }),
    deposit(place, { orderId: `${place.tag}1`, uid: missing }),
  ]),
  inRecords('missing coin', 'deposits', (place) => [deposit(place, { depositCoin: '' })]),
  inRecords('amounts', 'deposits', (place) =>
    ['-20.00', '0', '1e15', '99999999999999999999999', 'NaN', 'Infinity', 'twelve', ''].map((depositAmount, number) =>
      deposit(place, { orderId: `7${place.tag}${number}`, depositAmount }),
    ),
  ),
  inRecords('times', 'deposits', (place) =>
    ['0', '99999999999999999999', 'yesterday', '1.7e12', String(place.requestTime + 400 * dayMilliseconds)].map(
      (depositTime, number) => deposit(place, { orderId: `7${place.tag}${number}`, depositTime }),
    ),
  ),
  inRecords('repeated records', 'deposits', (place) => [
    deposit(place),
    deposit(place),
    deposit(place, { status: 'completed' }),
  ]),
  inRecords('an invalid repetition', 'deposits', (place) => [deposit(place), deposit(place, { depositAmount: 'NaN' })]),
  inRecords('orphan', 'deposits', (place) => [deposit(place, { uid: `9${place.tag}` })]),
  inRecords('a text that the database refuses', 'deposits', (place) => [deposit(place, { note: '\u0000' })]),
  inRecords('orphan, missing uid, volumes, times', 'trade_activities', (place) => [
    trade(place, { uid: `9${place.tag}` }),
    trade(place, { uid: missing }),
    trade(place, { volumn: '-5' }),
    trade(place, { volumn: 'NaN' }),
    trade(place, { volumn: '12345678901234' }),
    trade(place, { time: '12' }),
    trade(place, { time: String(place.requestTime + 2 * dayMilliseconds) }),
  ]),
  inRecords('two trades of one millisecond, one of them repeated', 'trade_activities', (place) => [
    trade(place, { volumn: '1.50' }),
    trade(place, { volumn: '1.5' }),
    trade(place, { volumn: '2.5' }),
  ]),
  inRecords('orphan, missing uid, balances, times', 'assets', (place) => [
    asset(place, { uid: `9${place.tag}` }),
    asset(place, { uid: missing }),
    asset(place, { balance: '-0.01' }),
    asset(place, { balance: 'NaN' }),
    asset(place, { uTime: '' }),
  ]),
  inRecords('two assets of one time', 'assets', (place) => [
    asset(place, { balance: '10' }),
    asset(place, { balance: '11' }),
  ]),
];

/** @type {readonly PageFault[]} */
const pageFaults = [
  {
    kind: 'bad JSON, mended later',
    endpoint: 'deposits',
    page: (place) => ({
      text: `{"code":"00000","msg":"success","requestTime":"${place.requestTime}","data":[{"orderId":"7${place.tag}`,
      late: [JSON.stringify(deposit(place))],
    }),
  },
  {
    kind: 'an error envelope',
    endpoint: 'trade_activities',
    page: (place) => ({
      text: `{"code":"40029","msg":"too many requests","requestTime":"${place.requestTime}","data":[]}\n`,
    }),
  },
  {
    kind: 'a repeated page',
    endpoint: 'deposits',
    page: ({ shape, affiliate, day, requestTime }) => {
      const records = [...recordsOfDay(shape, affiliate, day, 'deposits')]
        .slice(0, 100)
        .map((record) => JSON.stringify(record));
      return {
        text: `{"code":"00000","msg":"success","requestTime":"${requestTime + 90_000}","data":[${records.join(',\n')}]}\n`,
      };
    },
  },
];

/**
 * @param {Shape} shape @param {(affiliate: number) => string} affiliateId
 */
export function planFaults(shape, affiliateId) {
  const slots = shape.affiliates * shape.days;
  /** @type {Map<string, { fault: RecordFault | PageFault, tag: string }[]>} */
  const places = new Map();
  const at = (/** @type {number} */ affiliate, /** @type {number} */ day, /** @type {string} */ endpoint) =>
    `${affiliate}/${day}/${endpoint}`;
  let serial = 0;
  for (const fault of [...recordFaults, ...pageFaults]) {
    const random = randomOf(shape.seed, 'fault', fault.kind);
    for (let copy = 0; copy < 1 + Math.floor(slots / 50); copy += 1) {
      const slot = Math.floor(random() * slots);
      const key = at(Math.floor(slot / shape.days), slot % shape.days, fault.endpoint);
      serial += 1;
      places.set(key, [...(places.get(key) ?? []), { fault, tag: String(serial).padStart(6, '0') }]);
    }
  }
  const place = (
    /** @type {number} */ affiliate,
    /** @type {number} */ day,
    /** @type {number} */ requestTime,
    /** @type {string} */ tag,
  ) => ({
    shape,
    affiliate,
    day,
    requestTime,
    tag,
    time: shape.firstDay + day * dayMilliseconds + dayMilliseconds / 2 + Number(tag),
    client: uid(affiliate, 0),
  });
  return {
    /** @param {number} affiliate @param {number} day @param {Endpoint} endpoint @param {number} requestTime */
    inserted(affiliate, day, endpoint, requestTime) {
      const records = (places.get(at(affiliate, day, endpoint)) ?? []).flatMap(({ fault, tag }) =>
        'records' in fault ? fault.records(place(affiliate, day, requestTime, tag)) : [],
      );
      return [
        ...records,
        ...acrossAffiliates(shape, affiliate, day, endpoint),
        ...waitingForParents(shape, affiliate, day, endpoint),
      ].map((record) => JSON.stringify(record));
    },
    /** @param {number} affiliate @param {number} day @param {Endpoint} endpoint @param {number} requestTime @returns {ExtraPage[]} */
    pages(affiliate, day, endpoint, requestTime) {
      const extra = (places.get(at(affiliate, day, endpoint)) ?? []).flatMap(({ fault, tag }) =>
        'page' in fault ? [fault.page(place(affiliate, day, requestTime, tag))] : [],
      );
      const parent = { uid: lateClient, registerTime: String(shape.firstDay + 3_600_000) };
      return affiliate === 0 && day === 0 && endpoint === 'customer_list'
        ? [...extra, { late: [JSON.stringify(parent)] }]
        : extra;
    },
    foreign: unlistedAffiliate(shape, affiliateId(shape.affiliates + 98)),
  };
}

/** Whose own record arrives in a later load. */
const lateClient = '6000001';

/** @param {Shape} shape @param {number} affiliate @param {number} day @param {Endpoint} endpoint */
function waitingForParents(shape, affiliate, day, endpoint) {
  if (affiliate !== 0 || day !== 0) return [];
  const time = String(shape.firstDay + 7_200_000);
  switch (endpoint) {
    case 'customer_list':
      return [];
    case 'deposits':
      return [{ orderId: '6000001', uid: lateClient, depositTime: time, depositCoin: 'BTC', depositAmount: '0.25' }];
    case 'trade_activities':
      return [{ uid: lateClient, volumn: '12.5', time, symbol: 'ETHUSDT', type: 'sell' }];
    case 'assets':
      return [{ uid: lateClient, balance: '0.25', uTime: time, remark: 'spot', symbol: 'BTC' }];
  }
}

/** The last affiliate reports the first affiliate's first client as its own, an hour too late, with one of its deposits. @param {Shape} shape @param {number} affiliate @param {number} day @param {Endpoint} endpoint */
function acrossAffiliates(shape, affiliate, day, endpoint) {
  const last = shape.affiliates - 1;
  if (last === 0 || clientsOf(shape, 0) === 0 || day !== 0 || (affiliate !== 0 && affiliate !== last)) return [];
  const time = registerTime(shape, 0, 0) + 3_600_000;
  if (endpoint === 'customer_list') return affiliate === last ? [{ uid: uid(0, 0), registerTime: String(time) }] : [];
  if (endpoint !== 'deposits') return [];
  return [{ orderId: '5000001', uid: uid(0, 0), depositTime: String(time), depositCoin: 'ETH', depositAmount: '1.5' }];
}

/** Pages of an affiliate that is not in the seed. @param {Shape} shape @param {string} affiliate */
function unlistedAffiliate(shape, affiliate) {
  const time = String(shape.firstDay + 5_000_000);
  const requestTime = shape.firstDay + dayMilliseconds + 300_000;
  const client = '4000001';
  return [
    {
      affiliate,
      endpoint: 'customer_list',
      day: 0,
      requestTime,
      data: [JSON.stringify({ uid: client, registerTime: time })],
    },
    {
      affiliate,
      endpoint: 'deposits',
      day: 0,
      requestTime,
      data: [
        JSON.stringify({
          orderId: '4000001',
          uid: client,
          depositTime: time,
          depositCoin: 'USDT',
          depositAmount: '40',
        }),
      ],
    },
  ];
}
