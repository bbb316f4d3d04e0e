import { describe, expect, test } from 'vitest';
import { ID, one, rejection, row } from '../../test/native-event.ts';

describe('ids that are said once', () => {
  const IDS = '8f0d-5a2b9c113f0d';

  test('an event without an id has the one that its time, its number and the page make', () => {
    const made = row({ id: undefined, time: 1732222222000, seq: 4099 }, { ids: IDS });
    expect(made.event_id).toBe('0193507d-7eb0-7003-8f0d-5a2b9c113f0d');
    expect(row({ ids: IDS, id: undefined, time: 1732222222000, seq: 3 }).event_id).toBe(made.event_id);
    expect(row({ time: 1732222222000, seq: 3 }, { ids: IDS }).event_id).toBe(ID);
  });

  test.each([
    ['no number', { id: undefined }, { ids: IDS }, 'id'],
    ['no ids', { id: undefined, seq: 1 }, {}, 'id'],
    ['a time in words', { id: undefined, seq: 1, time: '2025-03-01T12:00:00Z' }, { ids: IDS }, 'id'],
    ['ids that are none', { id: undefined, seq: 1 }, { ids: 'x' }, 'ids'],
  ])('%s: it is rejected', (_, event, envelope, field) => {
    expect(rejection(event, envelope)).toMatchObject({ reason: 'bad_event', field });
  });

  test('a bot and a reject have it, too', () => {
    const event = { name: '', time: 1732222222000, seq: 3 };
    for (const context of [{}, { bot: true }]) {
      expect(one(event, { ids: IDS }, context)).toMatchObject({ id: '0193507d-7eb0-7003-8f0d-5a2b9c113f0d' });
    }
  });
});
