// The sound records of the generator: each day's records are computed from the seed and their place alone, so nothing is
// kept between days and any size takes the same memory. Faults are not made here.

/**
 * @typedef {{ seed: string, affiliates: number, clients: number, days: number, firstDay: number,
 *   deposits: number, trades: number, assets: number }} Shape  Numbers of deposits, trades, assets are means per client; firstDay in epoch ms.
 * @typedef {'customer_list' | 'deposits' | 'trade_activities' | 'assets'} Endpoint
 */

export const dayMilliseconds = 86_400_000;

/** @type {readonly Endpoint[]} */
export const endpoints = ['customer_list', 'deposits', 'trade_activities', 'assets'];

/**
 * A generator of numbers in [0, 1) that depends on the given words alone: FNV-1a over them seeds a mulberry32.
 * @param {...(string | number)} words
 */
export function randomOf(...words) {
  let state = 0x811c9dc5;
  for (const character of words.join('/')) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** @template T @param {() => number} random @param {readonly [T, ...T[]]} choices @returns {T} */
const pick = (random, choices) => choices[Math.floor(random() * choices.length)] ?? choices[0];

/** @param {Shape} shape @param {number} affiliate */
export const clientsOf = (shape, affiliate) =>
  Math.floor(shape.clients / shape.affiliates) + (affiliate < shape.clients % shape.affiliates ? 1 : 0);

/** @param {number} affiliate @param {number} client */
export const uid = (affiliate, client) => `${1001 + affiliate}${String(client).padStart(6, '0')}`;

/** How many of an affiliate's clients have registered by the end of a day; they register evenly over the days, in order. @param {Shape} shape @param {number} affiliate @param {number} day */
const registeredBy = (shape, affiliate, day) => Math.ceil(((day + 1) * clientsOf(shape, affiliate)) / shape.days);

/** @param {Shape} shape @param {number} affiliate @param {number} client @returns {number} epoch ms */
export function registerTime(shape, affiliate, client) {
  const day = Math.floor((client * shape.days) / clientsOf(shape, affiliate));
  const random = randomOf(shape.seed, 'register', affiliate, client);
  return shape.firstDay + day * dayMilliseconds + Math.floor(random() * dayMilliseconds);
}

/** @param {Shape} shape @param {number} affiliate @param {number} day @param {Endpoint} endpoint @returns {Iterable<Record<string, string>>} */
export function recordsOfDay(shape, affiliate, day, endpoint) {
  switch (endpoint) {
    case 'customer_list':
      return customers(shape, affiliate, day);
    case 'deposits':
      return ofClients(shape, affiliate, day, endpoint, shape.deposits, deposit);
    case 'trade_activities':
      return ofClients(shape, affiliate, day, endpoint, shape.trades, trade);
    case 'assets':
      return ofClients(shape, affiliate, day, endpoint, shape.assets, asset);
  }
}

/** @param {Shape} shape @param {number} affiliate @param {number} day @returns {Iterable<Record<string, string>>} */
function* customers(shape, affiliate, day) {
  const first = day === 0 ? 0 : registeredBy(shape, affiliate, day - 1);
  for (let client = first; client < registeredBy(shape, affiliate, day); client += 1) {
    const random = randomOf(shape.seed, 'customer', affiliate, client);
    yield {
      uid: uid(affiliate, client),
      registerTime: String(registerTime(shape, affiliate, client)),
      ...(random() < 0.6 ? { country: pick(random, ['DE', 'FR', 'ID', 'BR', 'VN']) } : {}),
      ...(random() < 0.1 ? { status: pick(random, ['active', 'inactive', 'cancelled']) } : {}),
    };
  }
}

/**
 * @typedef {{ random: () => number, uid: string, time: string, place: string }} Occasion
 * @param {Shape} shape @param {number} affiliate @param {number} day @param {Endpoint} endpoint @param {number} perClient
 * @param {(occasion: Occasion) => Record<string, string>} make
 * @returns {Iterable<Record<string, string>>}
 */
function* ofClients(shape, affiliate, day, endpoint, perClient, make) {
  const random = randomOf(shape.seed, endpoint, affiliate, day);
  const total = clientsOf(shape, affiliate) * perClient;
  const count = Math.floor(((day + 1) * total) / shape.days) - Math.floor((day * total) / shape.days);
  const date = new Date(shape.firstDay + day * dayMilliseconds).toISOString().slice(0, 10).replaceAll('-', '');
  const dayEnd = shape.firstDay + (day + 1) * dayMilliseconds;
  for (let number = 0; number < count; number += 1) {
    const client = Math.floor(random() * registeredBy(shape, affiliate, day));
    const earliest = Math.max(dayEnd - dayMilliseconds, registerTime(shape, affiliate, client));
    yield make({
      random,
      uid: uid(affiliate, client),
      time: String(earliest + Math.floor(random() * (dayEnd - earliest))),
      place: `${date}${String(affiliate + 1).padStart(3, '0')}${String(number).padStart(6, '0')}`,
    });
  }
}

/** @param {Occasion} occasion */
function deposit({ random, uid, time, place }) {
  const coin = pick(random, ['USDT', 'USDT', 'USDT', 'USDT', 'BTC', 'ETH']);
  const amount =
    coin === 'USDT'
      ? (10 + random() * 5000).toFixed(2)
      : coin === 'BTC'
        ? (0.001 + random() / 2).toFixed(8)
        : (0.01 + random() * 5).toFixed(6);
  return {
    orderId: place,
    uid,
    depositTime: time,
    depositCoin: coin,
    depositAmount: amount,
    ...(random() < 0.6
      ? {
          status: pick(random, [
            'completed',
            'completed',
            'completed',
            'completed',
            'completed',
            'failed',
            'rejected',
            'cancelled',
          ]),
        }
      : {}),
  };
}

/** @param {Occasion} occasion */
const trade = ({ random, uid, time }) => ({
  uid,
  volumn: (1 + random() * 20_000).toFixed(4),
  time,
  ...(random() < 0.7
    ? { symbol: pick(random, ['BTCUSDT', 'ETHUSDT', 'ETHBTC']), type: pick(random, ['buy', 'sell']) }
    : {}),
  ...(random() < 0.1 ? { status: pick(random, ['completed', 'cancelled']) } : {}),
});

/** @param {Occasion} occasion */
const asset = ({ random, uid, time }) => ({
  uid,
  balance: (random() * 10_000).toFixed(6),
  uTime: time,
  remark: pick(random, ['spot', 'futures']),
  ...(random() < 0.5 ? { symbol: pick(random, ['USDT', 'BTC', 'ETH']) } : {}),
});
