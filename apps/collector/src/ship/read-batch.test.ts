import { type EventRow, eventLine, type Frame } from '@desirepath/schema';
import { expect, it } from 'vitest';
import { readBatch, sitesOf } from './read-batch.ts';

const row = (site: string) => ({ site }) as EventRow;
const refused = (site: string) => ({
  site,
  minute: 0,
  verdict: 'rejected' as const,
  reason: 'wrong_write_key',
  count: 1,
});

it('tells the sites that have new events, each once, and none for what was only refused', () => {
  const frame: Frame = {
    id: 'f',
    rows: [row('shop'), row('other'), row('shop')],
    rejects: [],
    accounting: [refused(''), refused('third')],
  };
  expect(sitesOf(frame)).toEqual(['shop', 'other']);
});

it('reads the events of a batch, usual ones and others, without a line for the next', async () => {
  const head = JSON.stringify({ rejects: [], bots: [], accounting: [] });
  const keys = [
    { site: 'shop', visitor_id: 'ü'.repeat(100), event_id: 'e1', name: 'a', client_time: 1, received_time: 2 },
    { site: 'shop', visitor_id: '"\n\\', event_id: 'e2', name: 'b', client_time: -3, received_time: 4 },
    { site: 'shop', visitor_id: 'v', event_id: 'e3', name: 'c', client_time: 5, received_time: 6 },
  ];
  const lines = keys.map((key) => eventLine({ ...key, title: '日本'.repeat(90) } as EventRow));
  const payloads = [head, `${head}\n${lines[0]}`, `${head}\n${lines[1]}\n${lines[2]}`];
  const frames = payloads.map((text, no) => ({
    id: String(no),
    position: { segment: 1, offset: no },
    payload: Buffer.from(text.includes('\n') ? text : `${text}\n`),
  }));
  const { id, rows } = await readBatch({ id: 'batch', frames, note: '' });
  expect(id).toBe('batch');
  expect(rows.map((one) => ({ ...one }))).toEqual(keys);
  expect(rows.map((one) => 'line' in one && String(one.line))).toEqual(lines);
});
