// Touchpoints that no browser sees, sent by the shop's own server: the parcel is there, the shopper calls.
//
//   node examples/server-side/send-touchpoints.js http://localhost:4700 WRITE_KEY CUSTOMER ORDER
//
// The same call twice counts once, because the ids are made from what happened: a retry after a lost answer is safe.
import { createHash } from 'node:crypto';

const [collector, key, customer, order] = process.argv.slice(2);
if (!order) throw new Error('Say collector, write key, customer and order: send-touchpoints.js URL KEY C-1815 FH-1');

/** An id in the form of a UUID that the same words always have. */
function idOf(...words) {
  const hex = createHash('sha256').update(words.join('\n')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const touchpoint = (name, channel, time, params) => ({
  id: idOf(name, order, time),
  name,
  channel,
  time,
  user_id: customer,
  params,
});
const today = new Date().toISOString().slice(0, 10);

const response = await fetch(`${collector}/v1/events`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    key,
    sent_at: Date.now(),
    events: [
      touchpoint('delivery', 'delivery', `${today}T00:00:00Z`, { transaction_id: order, carrier: 'Post' }),
      touchpoint('support_contact', 'support', `${today}T00:00:01Z`, { transaction_id: order, reason: 'assembly' }),
    ],
  }),
});
process.stdout.write(`${response.status} ${await response.text()}\n`);
// 2xx: on disk. Anything else: send it again later.
process.exitCode = response.ok ? 0 : 1;
