// A web pixel of a Shopify shop: it runs in a sandbox without a page, and sees the checkout, where no script may run.
// Bundle it (`rollup -p @rollup/plugin-node-resolve -f iife pixel.js`) and paste the result as a custom pixel.
import { shopifyEvent } from '@desirepath/sdk/mapper';

const COLLECTOR = 'https://collect.shop.example';
const WRITE_KEY = 'WRITE_KEY';
// The pages of the shop itself are the tag's, in the theme: what a pixel told of them would count twice. A shop without the tag there
// subscribes to `all_standard_events` instead.
const EVENTS = ['checkout_started', 'checkout_shipping_info_submitted', 'payment_info_submitted', 'checkout_completed'];

const send = async (event) => {
  const mapped = shopifyEvent(event);
  if (!mapped) return;
  const [name, params] = mapped;
  const { document } = event.context;
  // Who the shopper is in the rest of the shop, as the tag knows it; without the tag there is only Shopify's own id.
  const visitor = (await browser.cookie.get('dp')) || event.clientId;
  await fetch(`${COLLECTOR}/v1/events`, {
    method: 'POST',
    keepalive: true,
    body: JSON.stringify({
      key: WRITE_KEY,
      sent_at: Date.now(),
      visitor,
      page: { url: document.location.href, title: document.title, referrer: document.referrer },
      events: [{ id: crypto.randomUUID(), name, time: event.timestamp, params }],
    }),
  });
};

// `analytics` and `browser` are Shopify's.
for (const name of EVENTS) analytics.subscribe(name, send);
