import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { buildSelfDescribingEvent, newTracker, type SelfDescribingJson } from '@snowplow/node-tracker';
import { PostHog } from 'posthog-node';
import {
  BULB,
  CURRENCY,
  ECOMMERCE,
  ga4Item,
  LAMP,
  type Line,
  type Shopper,
  segmentProduct,
  snowplowProduct,
  TOTAL,
  tick,
} from './purchase.ts';

/** Sends the purchase of one shopper to a collector, and resolves when the client says that it has sent everything. */
export type Send = (url: string, key: string, shopper: Shopper) => Promise<void>;

type Properties = NonNullable<Parameters<RudderAnalytics['track']>[0]['properties']>;

/** What the clients that speak Segment's calls have in common. */
interface SegmentCalls {
  track(call: { anonymousId: string; event: string; properties: Properties }): unknown;
  identify(call: { anonymousId: string; userId: string; traits: { email: string } }): unknown;
}

/** Everything of the purchase before the order, which each client sends in its own way; gives the order's call. */
async function shopBySegmentCalls(client: SegmentCalls, { visitor, user, order }: Shopper) {
  const anonymousId = visitor;
  const products = [LAMP, BULB].map(segmentProduct);
  const lamp = { ...segmentProduct(LAMP), currency: CURRENCY };
  const track = async (event: string, properties: Properties) => {
    client.track({ anonymousId, event, properties });
    await tick();
  };
  await track('Product Viewed', lamp);
  await track('Product Added', lamp);
  await track('Checkout Started', { value: TOTAL, currency: CURRENCY, products });
  client.identify({ anonymousId, userId: user, traits: { email: 'a@b.example' } });
  await tick();
  const properties = { order_id: order, revenue: TOTAL, currency: CURRENCY, products };
  return { anonymousId, userId: user, event: 'Order Completed', properties };
}

const segment: Send = async (url, key, shopper) => {
  const client = new Analytics({ writeKey: key, host: url });
  client.track(await shopBySegmentCalls(client, shopper));
  await client.closeAndFlush();
};

const rudderstack: Send = async (url, key, shopper) => {
  const client = new RudderAnalytics(key, { dataPlaneUrl: url, flushInterval: 50, logLevel: 'off' });
  const completed = await shopBySegmentCalls(client, shopper);
  await new Promise<void>((resolve, reject) => {
    const sent = (error?: unknown) => (error === undefined || error === null ? resolve() : reject(error));
    client.track(completed, sent);
    void client.flush();
  });
};

const posthog: Send = async (url, key, { visitor, user, order }) => {
  const client = new PostHog(key, { host: url, flushAt: 20 });
  const anonymous = { $process_person_profile: false };
  const products = [LAMP, BULB].map(segmentProduct);
  const capture = async (event: string, properties: Record<string, unknown>, distinctId = visitor) => {
    client.capture({ distinctId, event, properties });
    await tick();
  };
  const lamp = { ...segmentProduct(LAMP), currency: CURRENCY, ...anonymous };
  await capture('product viewed', lamp);
  await capture('product added to cart', lamp);
  await capture('checkout started', { value: TOTAL, currency: CURRENCY, products, ...anonymous });
  client.identify({ distinctId: user, properties: { $anon_distinct_id: visitor, email: 'a@b.example' } });
  await tick();
  await capture('order completed', { order_id: order, revenue: TOTAL, currency: CURRENCY, products }, user);
  await client.shutdown();
};

const snowplow: Send = async (url, key, { visitor, user, order }) => {
  let wanted = 5;
  await new Promise<void>((resolve, reject) => {
    const tracker = newTracker(
      { namespace: 'shop', appId: key },
      {
        endpoint: url,
        bufferSize: 5,
        onRequestSuccess: (events) => {
          wanted -= events.length;
          if (wanted === 0) resolve();
        },
        onRequestFailure: () => reject(new Error('The tracker could not send.')),
      },
    );
    tracker.setDomainUserId(visitor);
    const act = async (type: string, entities: SelfDescribingJson[]) => {
      const schema = `${ECOMMERCE}/snowplow_ecommerce_action/jsonschema/1-0-2`;
      tracker.track(buildSelfDescribingEvent({ event: { schema, data: { type } } }), entities);
      await tick();
    };
    const entity = (name: string, data: Record<string, unknown>): SelfDescribingJson => ({
      schema: `${ECOMMERCE}/${name}/jsonschema/1-0-0`,
      data,
    });
    const product = (line: Line) => entity('product', snowplowProduct(line));
    const cart = (total_value: number) => entity('cart', { total_value, currency: CURRENCY });
    const transaction = { transaction_id: order, revenue: TOTAL, currency: CURRENCY, payment_method: 'card' };
    (async () => {
      await act('product_view', [product(LAMP)]);
      await act('add_to_cart', [product(LAMP), cart(LAMP.price)]);
      await act('checkout_step', [entity('checkout_step', { step: 1 }), product(LAMP), product(BULB), cart(TOTAL)]);
      tracker.setUserId(user);
      const event = { schema: 'iglu:example.shop/identify/jsonschema/1-0-0', data: {} };
      tracker.track(buildSelfDescribingEvent({ event }));
      await tick();
      await act('transaction', [entity('transaction', transaction), product(LAMP), product(BULB)]);
    })().catch(reject);
  });
};

/** The Measurement Protocol has no client of its own: it is spoken by hand. */
const ga4: Send = async (url, key, { visitor, user, order }) => {
  const start = Date.now();
  const event = (no: number, name: string, params: object) => ({ name, params, timestamp_micros: (start + no) * 1000 });
  const items = [LAMP, BULB].map(ga4Item);
  const one = { currency: CURRENCY, value: LAMP.price, items: [ga4Item(LAMP)] };
  const before = [
    event(0, 'view_item', one),
    event(1, 'add_to_cart', one),
    event(2, 'begin_checkout', { currency: CURRENCY, value: TOTAL, items }),
  ];
  const after = [
    event(3, 'identify', {}),
    event(4, 'purchase', { transaction_id: order, currency: CURRENCY, value: TOTAL, items }),
  ];
  for (const body of [
    { client_id: visitor, events: before },
    { client_id: visitor, user_id: user, events: after },
  ]) {
    const response = await fetch(`${url}/mp/collect?measurement_id=G-SHOP&api_secret=${key}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (response.status !== 204) throw new Error(`The collector answered ${response.status}.`);
  }
};

export const NODE_CLIENTS: Readonly<Record<string, Send>> = { segment, rudderstack, posthog, snowplow, ga4 };
