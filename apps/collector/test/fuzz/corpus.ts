/** A body as a client of a dialect sends it. */
export interface Specimen {
  dialect: 'native' | 'segment' | 'ga4' | 'snowplow' | 'posthog';
  path: string;
  /** Of a GET, what stands behind the question mark. */
  text: string;
  method?: 'GET';
}

/** How a client sends a body, or one that was made of it. */
export function requestOf(
  { path, method }: Pick<Specimen, 'path' | 'method'>,
  text: string,
): { url: string; method: string; body?: string } {
  return method === 'GET' ? { url: `${path}?${text}`, method } : { url: path, method: 'POST', body: text };
}

const ID = '0190f3c2-7b5e-7c1d-9a61-2f4be3a1c0d';
const json = (dialect: Specimen['dialect'], path: string, body: unknown): Specimen => ({
  dialect,
  path,
  text: JSON.stringify(body),
});

const iglu = (schema: string, data: unknown) => ({ schema: `iglu:${schema}/jsonschema/1-0-0`, data });
const SHOP = 'com.snowplowanalytics.snowplow.ecommerce';
const action = iglu(
  'com.snowplowanalytics.snowplow/unstruct_event',
  iglu(`${SHOP}/snowplow_ecommerce_action`, { type: 'transaction' }),
);
const entities = iglu('com.snowplowanalytics.snowplow/contexts', [
  iglu(`${SHOP}/transaction`, { transaction_id: 'O-1', revenue: 69.7, currency: 'EUR', payment_method: 'card' }),
  iglu(`${SHOP}/product`, {
    id: 'LAMP-7',
    name: 'Desk lamp',
    category: 'Lighting',
    price: 49.9,
    quantity: 1,
    currency: 'EUR',
  }),
]);
const posthog = {
  event: 'Order Completed',
  distinct_id: 'v1',
  uuid: `${ID}5`,
  timestamp: '2025-03-01T11:59:00.000Z',
  properties: {
    $current_url: 'https://shop.example/checkout?utm_source=mail&email=ann@shop.example',
    $device_id: 'd1',
    $set: { plan: 'gold' },
    order_id: 'O-1',
    revenue: 69.7,
    currency: 'EUR',
    products: [{ product_id: 'LAMP-7', name: 'Desk lamp', price: 49.9, quantity: 1 }],
  },
};

/**
 * A body for each dialect and each way its clients pack it, for a write key.
 *
 * @param now the moment of its events, ms
 */
export function corpus(key: string, now: number): Specimen[] {
  const iso = new Date(now).toISOString();
  return [
    json('native', '/v1/events', {
      key,
      visitor: 'v1',
      user_id: 'u1',
      sdk: 'web/0.1.0',
      sent_at: now,
      page: {
        url: 'https://shop.example/a?utm_campaign=spring&gclid=x',
        title: 'Lamps',
        referrer: 'https://search.example/',
      },
      viewport: [390, 844],
      language: 'de-DE',
      events: [
        { id: `${ID}1`, name: 'page_view', time: now, seq: 1, params: { depth: 0.5, 'a.b': 1, a: { b: 2 } } },
        {
          id: `${ID}2`,
          name: 'purchase',
          time: iso,
          seq: 2,
          params: {
            transaction_id: 'O-1',
            value: 69.7,
            currency: 'EUR',
            coupon: 'SPRING',
            items: [{ item_id: 'LAMP-7', item_name: 'Desk lamp', price: '49.90', quantity: 1 }],
          },
        },
      ],
    }),
    json('segment', '/v1/batch', {
      writeKey: key,
      sentAt: iso,
      batch: [
        {
          type: 'page',
          anonymousId: 'a1',
          messageId: 'm1',
          timestamp: iso,
          properties: { url: 'https://shop.example/', title: 'Home' },
        },
        {
          type: 'identify',
          anonymousId: 'a1',
          userId: 'u1',
          messageId: 'm2',
          timestamp: iso,
          traits: { plan: 'gold', 'a.b': 1 },
        },
        {
          type: 'track',
          event: 'Order Completed',
          anonymousId: 'a1',
          messageId: 'm3',
          originalTimestamp: iso,
          context: { page: { path: '/checkout' }, campaign: { source: 'mail' }, userAgent: 'x', locale: 'de' },
          properties: {
            order_id: 'O-1',
            revenue: 69.7,
            currency: 'EUR',
            products: [{ product_id: 'LAMP-7', price: 49.9, quantity: 1 }],
          },
        },
      ],
    }),
    json('segment', '/v1/track', {
      writeKey: key,
      event: 'Product Added',
      anonymousId: 'a1',
      messageId: 'm4',
      properties: { product_id: 'A', price: 1 },
    }),
    json('segment', '/beacon/v1/batch', {
      writeKey: key,
      batch: [{ type: 'alias', userId: 'u1', previousId: 'a1', messageId: 'm5' }],
    }),
    json('ga4', `/mp/collect?api_secret=${key}`, {
      client_id: 'c1.2',
      user_id: 'u1',
      timestamp_micros: `${now}000`,
      events: [
        {
          name: 'add_to_cart',
          params: {
            currency: 'EUR',
            value: 49.9,
            session_id: '7',
            items: [{ item_id: 'LAMP-7', price: 49.9, quantity: 1 }],
          },
        },
        {
          name: 'purchase',
          params: { transaction_id: 'O-1', value: 69.7, currency: 'EUR', engagement_time_msec: 100 },
        },
      ],
    }),
    json('snowplow', '/com.snowplowanalytics.snowplow/tp2', {
      schema: 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4',
      data: [
        {
          e: 'pv',
          aid: key,
          duid: 'd1',
          eid: `${ID}3`,
          dtm: `${now}`,
          stm: `${now}`,
          url: 'https://shop.example/',
          page: 'Home',
          vp: '390x844',
        },
        {
          e: 'ue',
          aid: key,
          duid: 'd1',
          uid: 'u1',
          eid: `${ID}4`,
          dtm: `${now}`,
          ue_px: Buffer.from(JSON.stringify(action)).toString('base64url'),
          co: JSON.stringify(entities),
        },
        { e: 'se', aid: key, duid: 'd1', se_ca: 'shop', se_ac: 'wish', se_la: 'LAMP-7', se_va: '1.5' },
      ],
    }),
    {
      dialect: 'snowplow',
      path: '/i',
      method: 'GET',
      text: new URLSearchParams({
        e: 'pv',
        aid: key,
        duid: 'd1',
        eid: `${ID}6`,
        dtm: `${now}`,
        url: 'https://shop.example/?gclid=x',
        page: 'Home',
        vp: '390x844',
      }).toString(),
    },
    json('posthog', '/batch/', {
      api_key: key,
      sent_at: iso,
      batch: [posthog, { event: '$pageview', distinct_id: 'v1', properties: {} }],
    }),
    {
      dialect: 'posthog',
      path: '/e/',
      text: `data=${encodeURIComponent(Buffer.from(JSON.stringify([{ ...posthog, token: key }])).toString('base64'))}`,
    },
    {
      dialect: 'posthog',
      path: '/capture/',
      text: Buffer.from(JSON.stringify({ ...posthog, api_key: key })).toString('base64'),
    },
  ];
}
