import { expect, it } from 'vitest';
import { EVENT_COLUMNS, eventLine, eventOfLine, readEventKey } from './event-line.ts';
import type { EventRow } from './event-row.ts';

/** A value of its own for each column, with what text can hold. */
const row = Object.fromEntries(
  EVENT_COLUMNS.map((column, i) => [column, column.startsWith('items.') ? [`"${i}\n`] : `\\${column} 日本 ${i}`]),
) as unknown as EventRow;
row.client_time = 1;
row.received_time = 2;

it('writes a row on one line, and reads it back', () => {
  const line = eventLine(row);
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toHaveLength(EVENT_COLUMNS.length);
  expect(eventOfLine(line)).toEqual(row);
});

it('tells by what an event is known without reading the rest, where that is written as usual', () => {
  const key = { site: 'shop', visitor_id: 'jürgen 🛒', event_id: 'e', name: '', client_time: -1, received_time: 3 };
  const line = eventLine({ ...row, ...key });
  expect(readEventKey(line)).toEqual(key);
  expect(readEventKey(line.slice(0, 40))).toEqual(key);
  expect(readEventKey(line.slice(0, 30))).toBe(undefined);
  expect(readEventKey(eventLine(row))).toBe(undefined);
  expect(readEventKey(eventLine({ ...row, ...key, name: 'a"b' }))).toBe(undefined);
});
