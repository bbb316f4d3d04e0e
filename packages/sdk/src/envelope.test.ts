import { type ClientEvent, contextSchema, envelopeSchema, eventSchema } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { envelopeOf } from './envelope.ts';

const event = (no: number, more: Partial<ClientEvent> = {}): ClientEvent => ({
  id: `019a0000-0000-7000-8000-00000000000${no}`,
  name: 'click',
  time: 1000,
  seq: no,
  visitor: 'visitor-1',
  session: 'session-1',
  page: { url: 'https://shop.example/', title: 'Shop' },
  ...more,
});

test('says once what all events share, and nothing else', () => {
  const events = [
    event(1),
    event(2, { page: { url: 'https://shop.example/b', title: 'B' } }),
    event(3, { user_id: 'u' }),
  ];
  const before = structuredClone(events);
  const envelope = envelopeSchema.parse(envelopeOf('key', 2000, events));
  expect(envelope).toMatchObject({ key: 'key', sent_at: 2000, visitor: 'visitor-1', session: 'session-1' });
  expect(envelope).not.toHaveProperty('page');
  expect(envelope).not.toHaveProperty('name');
  // Shared and own together are the events as they were.
  const shared = contextSchema.parse(envelope);
  expect(envelope.events.map((own) => ({ ...shared, ...(own as object) }))).toEqual(before);
  for (const own of envelope.events) eventSchema.parse(own);
});

test('hoists the context of a single event', () => {
  const envelope = envelopeOf('key', 2000, [event(1)]);
  expect(envelope.events).toEqual([{ id: event(1).id, name: 'click', time: 1000, seq: 1 }]);
});
