import { contextSchema, envelopeSchema } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { envelopeText } from './envelope.ts';

const A = { visitor: 'visitor-1', session: 'session-1', page: { url: 'https://shop.example/', title: 'Shop' } };
const text = (seq: number, more = {}) => JSON.stringify({ name: 'click', seq, time: 1000, ...more });

test('says once what all events share, and nothing else', () => {
  const B = { ...A, user_id: 'u', page: { url: 'https://shop.example/b', title: 'B' } };
  const body = envelopeText('key', 2000, [
    { _context: A, _texts: [text(1), text(2)] },
    { _context: B, _texts: [text(3), text(4, { page: { url: 'https://shop.example/own' } })] },
  ]);
  const envelope = envelopeSchema.parse(JSON.parse(body));
  expect(envelope).toMatchObject({ key: 'key', sent_at: 2000, ...A });
  expect(envelope.events).toEqual([
    { name: 'click', seq: 1, time: 1000 },
    { name: 'click', seq: 2, time: 1000 },
    { name: 'click', seq: 3, time: 1000, user_id: 'u', page: B.page },
    { name: 'click', seq: 4, time: 1000, user_id: 'u', page: { url: 'https://shop.example/own' } },
  ]);
  expect(contextSchema.parse(envelope)).toEqual(A);
});
