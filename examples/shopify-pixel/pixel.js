// A web pixel of a Shopify shop: it runs in a sandbox without a page, and sees the checkout, where no script may run.
// Bundle it (`rollup -p @rollup/plugin-node-resolve -f iife pixel.js`) and paste the result as a custom pixel.
import { shopifyEvent } from '@desirepath/sdk/mapper';

const COLLECTOR = 'https://collect.shop.example';
const WRITE_KEY = 'WRITE_KEY';

// `analytics` is Shopify's.
analytics.subscribe('all_standard_events', (event) => {
  const mapped = shopifyEvent(event);
  if (!mapped) return;
  const [name, params] = mapped;
  const { document } = event.context;
  void fetch(`${COLLECTOR}/v1/events`, {
    method: 'POST',
    keepalive: true,
    body: JSON.stringify({
      key: WRITE_KEY,
      sent_at: Date.now(),
      visitor: event.clientId,
      page: { url: document.location.href, title: document.title, referrer: document.referrer },
      events: [{ id: crypto.randomUUID(), name, time: event.timestamp, params }],
    }),
  });
});
