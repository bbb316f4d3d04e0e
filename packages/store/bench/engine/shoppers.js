// Shoppers made inside ClickHouse, in the product's own table `events`: the same ones every time, ten events each on
// average. Every tenth visitor is the phone or the laptop of someone who logs in on both.

/** Events in the order in which the walk below numbers them. */
const KINDS = [
  'page_view',
  'search',
  'view_item_list',
  'view_item',
  'add_to_wishlist',
  'add_to_cart',
  'view_cart',
  'begin_checkout',
  'add_shipping_info',
  'add_payment_info',
  'purchase',
  'error',
];

/** Of a hundred shoppers at a kind of event, how many do what next, by number of the kind. */
const NEXT = [
  [34, 12, 24, 20, 0, 1, 5, 3, 0, 0, 0, 1],
  [8, 22, 34, 32, 1, 2, 0, 0, 0, 0, 0, 1],
  [10, 8, 26, 52, 1, 2, 0, 0, 0, 0, 0, 1],
  [10, 6, 18, 44, 4, 14, 2, 1, 0, 0, 0, 1],
  [16, 8, 22, 42, 4, 6, 2, 0, 0, 0, 0, 0],
  [8, 4, 10, 26, 0, 10, 28, 13, 0, 0, 0, 1],
  [12, 4, 10, 18, 0, 6, 14, 35, 0, 0, 0, 1],
  [8, 2, 4, 6, 0, 0, 12, 16, 50, 1, 0, 1],
  [6, 2, 2, 4, 0, 0, 6, 6, 12, 60, 1, 1],
  [6, 2, 2, 4, 0, 0, 4, 6, 4, 10, 61, 1],
  [48, 8, 18, 24, 0, 1, 0, 1, 0, 0, 0, 0],
  [42, 8, 14, 22, 0, 4, 4, 4, 2, 0, 0, 0],
];
/** Of a hundred visits, how many begin with what. */
const FIRST = [52, 4, 18, 24, 0, 0, 1, 1, 0, 0, 0, 0];

/** Shares as a text of a hundred letters, `A` for the first kind: the n-th letter is what happens at the n-th hundredth. */
const letters = (shares) => shares.map((share, kind) => String.fromCharCode(65 + kind).repeat(share)).join('');
const WALK = NEXT.map(letters).join('');

/** 1 January 2026. */
const BEGIN = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
/** When questions are asked: what began last is over by then, or not. */
export const NOW = BEGIN + 200 * DAY;
const SITE = 'shop';
/** Visitors made by one statement. */
const AT_ONCE = 250_000;

const uuid = (...parts) => `reinterpretAsUUID(reinterpretAsFixedString(sipHash128(${parts.join(', ')})))`;
/** A number from 0 to 1 that the parts decide. */
const chance = (...parts) => `(sipHash64(${parts.join(', ')}) % 1000000 + 0.5) / 1000000`;

/**
 * Pauses: between pages, exponential around half a minute; every ninth, hours or days. Milliseconds are even on one
 * device of a person and odd on the other, so no two events of a person are simultaneous.
 */
const PAUSE = `2 * toInt64(1 + if(sipHash64(number, i, 'long') % 9 = 0,
    -log(${chance('number', 'i', "'pause'")}) * [0.1, 0.5, 1.5, 5, 20][1 + sipHash64(number, i, 'kind') % 5] * ${DAY / 2} + 900000,
    -log(${chance('number', 'i', "'pause'")}) * 15000))`;

function insertShoppers(from, to) {
  return `INSERT INTO events (site, visitor_id, event_id, name, client_time, time, sent_time, received_time, seq, session_hint, user_id,
    host, path, url, title, channel, source, medium, campaign, device, browser, os, country, language, order_id, value, currency, props, lane, frame)
  SETTINGS max_insert_threads = 2, optimize_on_insert = 0, insert_deduplicate = 0, min_insert_block_size_rows = 4000000, min_insert_block_size_bytes = 2000000000
  WITH ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L'] AS marks, [${KINDS.map((kind) => `'${kind}'`).join(', ')}] AS kinds
  SELECT '${SITE}', visitor, ${uuid('number', 'i')}, kinds[indexOf(marks, mark)] AS kind,
    fromUnixTimestamp64Milli(at, 'UTC') AS moment, moment, moment, moment, i, toString(session),
    if(number < members AND i * 2 >= total, concat('member-', toString(intDiv(number, 2))), ''),
    'shop.example', concat('/', kind, '/', toString(sipHash64(number, i) % 500)) AS path, concat('https://shop.example', path), kind,
    if(opens, ['direct', 'organic_search', 'paid_search', 'email', 'referral'][1 + sipHash64(number, session, 'channel') % 5], '') AS channel,
    if(channel = 'paid_search', 'google', if(channel = 'email', 'newsletter', '')), if(channel = 'paid_search', 'cpc', if(channel = 'email', 'email', '')),
    if(channel = 'paid_search', concat('campaign-', toString(sipHash64(number, session) % 20)), ''),
    ['desktop', 'mobile', 'mobile', 'tablet'][1 + sipHash64(number, 'device') % 4], ['Chrome', 'Safari', 'Firefox'][1 + sipHash64(number, 'browser') % 3],
    ['Windows', 'iOS', 'Android', 'macOS'][1 + sipHash64(number, 'os') % 4], ['DE', 'FR', 'NL', 'AT', 'PL'][1 + sipHash64(number, 'country') % 5], 'en',
    if(kind = 'purchase', concat('order-', toString(number), '-', toString(i)), ''), if(kind = 'purchase', 10 + sipHash64(number, i, 'value') % 190, 0),
    if(kind = 'purchase', 'EUR', ''), map('template', kind), 'browser', concat('made-', toString(intDiv(number, 1000)))
  FROM (
    SELECT number, toString(${uuid('number')}) AS visitor, total, members, touch.1 AS i, touch.2 AS at, touch.3 AS opens, touch.4 AS session, touch.5 AS mark
    FROM (
      SELECT number, {members:UInt64} AS members, toUInt32(1 + floor(-log(${chance('number', "'total'")}) * 9.4)) AS total,
        range(1, total + 1) AS places,
        arrayMap(i -> if(i = 1, toInt64(0), ${PAUSE}), places) AS pauses,
        arrayMap(t -> ${BEGIN} + 2 * toInt64(${chance('number', "'start'")} * ${60 * DAY}) + number % 2 + t, arrayCumSum(pauses)) AS times,
        arrayMap((pause, i) -> i = 1 OR pause >= 1800000, pauses, places) AS opening,
        arrayCumSum(opening) AS sessions,
        arrayFold((way, i) -> concat(way, substring('${WALK}', (reinterpretAsUInt8(right(way, 1)) - 65) * 100 + 1 + sipHash64(number, i, 'walk') % 100, 1)),
          arrayPopFront(places), substring('${letters(FIRST)}', 1 + sipHash64(number, 'walk') % 100, 1)) AS way,
        arrayJoin(arrayMap((i, t, opens, session) -> (i, t, opens, session, substring(way, i, 1)), places, times, opening, sessions)) AS touch
      FROM numbers_mt(${from}, ${to - from})
    )
    WHERE at < ${NOW}
  )`;
}

/**
 * Fills `events` up to so many events; goes on where it was interrupted.
 * @param say told about every part
 */
export async function makeShoppers(connection, events, say) {
  const visitors = Math.round(events / 10);
  await connection.run({
    text: 'CREATE TABLE IF NOT EXISTS made (upto UInt64) ENGINE = MergeTree ORDER BY upto',
    params: {},
  });
  const [{ upto }] = await connection.rows({ text: 'SELECT max(upto) AS upto FROM made', params: {} });
  for (let from = upto; from < visitors; from += AT_ONCE) {
    const to = Math.min(visitors, from + AT_ONCE);
    await connection.run({ text: insertShoppers(from, to), params: { members: 2 * Math.round(visitors / 20) } });
    await connection.run({ text: `INSERT INTO made VALUES (${to})`, params: {} });
    say(`${to} of ${visitors} visitors made`);
  }
}
