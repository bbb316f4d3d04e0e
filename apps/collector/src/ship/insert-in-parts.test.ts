import type { EventRow, Frame } from '@desirepath/schema';
import type { Portion } from '@desirepath/store';
import { describe, expect, it } from 'vitest';
import { insertInParts, placeOf } from './insert-in-parts.ts';

const MINUTE = 60_000;
const rowOf = (no: number) => ({ site: 'shop', event_id: String(no), received_time: MINUTE }) as EventRow;
const frameOf = (count: number): Frame => ({
  id: 'f',
  rows: Array.from({ length: count }, (_, no) => rowOf(no)),
  rejects: [],
  accounting: [],
});

/** A table that takes all rows but the bad ones, and that may name the first of them. */
function tableOf(bad: readonly number[], names: boolean) {
  const parts = new Map<string, number[]>();
  const tries: string[] = [];
  let rejects: string[] = [];
  let left = Number.POSITIVE_INFINITY;
  return {
    parts,
    tries,
    rejected: () => rejects,
    /** The connection is lost after so many more inserts. */
    cutAfter: (count: number) => {
      left = count;
    },
    async insert({ id, rows, rejects: refused }: Frame, portion: Portion) {
      if (left-- <= 0) throw new Error('socket hang up');
      tries.push(id);
      if (portion === 'rest') {
        rejects = refused.map((reject) => reject.event_id);
        const own = new Set([...parts].filter(([name]) => name.startsWith(`${id}-`)).flatMap(([, numbers]) => numbers));
        const [stored, duplicates] = [true, false].map((is) =>
          rows.filter((one) => own.has(Number(one.event_id)) === is),
        );
        return { stored: stored?.length ?? 0, duplicates: duplicates ?? [] };
      }
      const stored = new Set([...parts].filter(([name]) => name !== id).flatMap(([, numbers]) => numbers));
      const fresh = rows.filter((row) => !stored.has(Number(row.event_id)));
      const row = fresh.find((one) => bad.includes(Number(one.event_id)));
      if (row !== undefined) throw Object.assign(new Error('refused'), { code: '469' }, names ? { row } : {});
      if (fresh.length < rows.length) throw new Error(`Rows of ${id} went in under another name before.`);
      parts.set(
        id,
        rows.map((one) => Number(one.event_id)),
      );
      return { stored: rows.length, duplicates: [] };
    },
  };
}

describe.each([
  ['are named', true],
  ['are not named', false],
])('bad rows that %s', (_, names) => {
  it.each([[[333]], [[0]], [[499]], [[17, 130, 131, 488]], [[0, 1, 2, 3, 4, 5]]])('at %j', async (bad) => {
    const table = tableOf(bad, names);
    const frame = frameOf(500);
    const report = await insertInParts(table.insert, frame, { known: [], add: async () => {} });
    expect(report).toEqual({ stored: 500 - bad.length, duplicates: [], refused: bad.map(rowOf) });
    expect(table.rejected()).toEqual(bad.map(String));
    const most = names ? 4 * bad.length + 2 : 2 * bad.length * Math.ceil(Math.log2(500)) + 2;
    expect(table.tries.length).toBeLessThanOrEqual(most);
  });

  it('may be cut short after any insert, and go on with what is on the disk', async () => {
    for (let after = 0; after < 40; after++) {
      const table = tableOf([17, 130], names);
      const known: number[] = [];
      const add = async (place: number) => void known.push(place);
      const frame = frameOf(200);
      table.cutAfter(after);
      await insertInParts(table.insert, frame, { known, add }).catch(() => undefined);
      table.cutAfter(Number.POSITIVE_INFINITY);
      await insertInParts(table.insert, frame, { known, add });
      expect([...table.parts.values()].flat().sort((a, b) => a - b)).toHaveLength(198);
      expect(table.rejected()).toEqual(['17', '130']);
    }
  });
});

it('rows that are named in vain do no harm', async () => {
  const table = tableOf([3], false);
  const frame = frameOf(8);
  const insert = (one: Frame, portion: Portion) =>
    table.insert(one, portion).catch((error) => {
      throw Object.assign(error, { row: frame.rows[5] });
    });
  const report = await insertInParts(insert, frame, { known: [], add: async () => {} });
  expect(report).toMatchObject({ stored: 7, refused: [rowOf(3)] });
  expect(placeOf(new Error('other'), frame.rows)).toBe(undefined);
});
