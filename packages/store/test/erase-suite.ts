import { eventRow, frameOf, uuid } from '@desirepath/testing';
import { expect, it } from 'vitest';
import type { Connection } from '../src/connection.ts';
import { erase } from '../src/erase.ts';
import type { Store } from '../src/store.ts';
import { interruptedAfter } from './interrupted-after.ts';
import { plainJourneys } from './plain-journeys.ts';
import { rowCount } from './row-counts.ts';
import { contextOf } from './shop.ts';

type Context = Awaited<ReturnType<typeof contextOf>>;
type Journeys = Awaited<ReturnType<typeof plainJourneys>>;

const inQuotes = (ids: readonly string[]) => ({
  pattern: ids.join('|'),
  isIn: (raw: string) => ids.some((id) => raw.includes(JSON.stringify(id))),
});

/** Erasing a person: from everywhere, and from others nothing. */
export function eraseSuite(store: () => Store, connect: () => Promise<Connection>) {
  const now = Date.now();

  /** Ann has a phone of her own and shares a laptop with Bob; Cid has nothing to do with them. */
  async function fill(site: string): Promise<void> {
    const logs: [visitor: string, user: string][] = [
      ['phone', ''],
      ['phone', 'ann'],
      ['phone', ''],
      ['laptop', ''],
      ['laptop', 'ann'],
      ['laptop', ''],
      ['laptop', 'bob'],
      ['laptop', ''],
      ['tablet', 'bob'],
      ['cids', 'cid'],
    ];
    const rows = logs.map(([visitor_id, user_id], n) =>
      eventRow({ site, visitor_id, user_id, event_id: uuid(n), time: now - 3_600_000 + n * 1000, received_time: now }),
    );
    const raw = (visitor: string) => JSON.stringify({ visitor, id: 'x' });
    await store().insert({
      ...frameOf(`${site}-1`, rows),
      rejects: ['phone', 'cids'].map((visitor) => ({
        site,
        received_time: now,
        event_id: '',
        reason: 'bad_event',
        field: '',
        detail: 'No.',
        raw: raw(visitor),
      })),
      bots: ['phone', 'cids'].map((visitor) => ({
        site,
        received_time: now,
        event_id: '',
        name: 'page_view',
        reason: 'agent',
        agent: 'bot',
        raw: raw(visitor),
      })),
    });
  }

  /** Nothing is Ann's any more, and the journeys of the others are as they were: at once, and after stitching. */
  async function expectOthersOnly(site: string, context: Context, before: Journeys): Promise<void> {
    for (const table of ['events', 'links', 'journeys', 'rejects', 'bots', 'visitor_links', 'dirty']) {
      const [row] = await store().read<{ text: string }>({
        text: `SELECT toString(groupArray(tuple(*))) AS text FROM ${table} WHERE site = {site:String}`,
        params: { site },
      });
      expect(row?.text, table).not.toContain('phone');
      if (table !== 'journeys') expect(row?.text, table).not.toContain('ann');
    }
    expect(await rowCount(store(), 'events', site)).toBe(4);
    const at = (journeys: Journeys) =>
      journeys.map(({ person, number, codes, visitors }) => ({ person, number, codes, visitors }));
    const others = at(before.filter(({ person }) => person !== 'u:ann'));
    expect(at(await plainJourneys(store(), context, 'now'))).toEqual(others);
    await store().stitch(context);
    expect(at(await plainJourneys(store(), context, 'none'))).toEqual(others);
  }

  async function fillAndStitch(site: string): Promise<{ context: Context; before: Journeys }> {
    await fill(site);
    const context = await contextOf(store(), site);
    await store().stitch(context);
    return { context, before: await plainJourneys(store(), context, 'none') };
  }

  it('erases a person from every table and counts that nothing is left; others keep what is theirs', async () => {
    const site = 'erase';
    const { context, before } = await fillAndStitch(site);
    expect(new Set(before.map(({ person }) => person))).toEqual(new Set(['u:ann', 'u:bob', 'u:cid']));

    // Ann's: all of the phone, and of the laptop what came before Bob.
    const report = await store().erase(site, { person: 'ann' }, inQuotes);
    expect(report).toMatchObject({ erased: { events: 6, rejects: 1, bots: 1 }, left: 0 });
    expect(report.erased.links).toBeGreaterThan(0);
    await expectOthersOnly(site, context, before);
    expect(await store().erase(site, { person: 'ann' }, inQuotes)).toMatchObject({ erased: { events: 0 }, left: 0 });
  });

  it('erases all the same when it was interrupted, at whichever statement', async () => {
    const site = 'erase-again';
    const { context, before } = await fillAndStitch(site);
    const connection = await connect();
    for (let attempt = 0; ; attempt++) {
      // Fails at the first statement that writes, then at the second one that is left, …
      const watched = interruptedAfter(connection, attempt);
      const report = await erase(watched, site, { person: 'ann' }, inQuotes, (work) => work()).catch((error: Error) => {
        expect(error.message).toBe('interrupted');
      });
      if (report?.left === 0) break;
      expect(attempt).toBeLessThan(20);
    }
    await connection.close();
    await expectOthersOnly(site, context, before);
  });

  it('erases a visitor, whoever it was', async () => {
    const site = 'erase-visitor';
    await fill(site);
    const context = await contextOf(store(), site);
    await store().stitch(context);
    expect(await store().erase(site, { visitor: 'laptop' }, inQuotes)).toMatchObject({
      erased: { events: 5 },
      left: 0,
    });
    await store().stitch(context);
    const journeys = await plainJourneys(store(), context, 'none');
    expect(journeys.map(({ person, visitors }) => [person, visitors])).toEqual([
      ['u:ann', ['phone']],
      ['u:bob', ['tablet']],
      ['u:cid', ['cids']],
    ]);
    const [row] = await store().read<{ n: number }>({
      text: 'SELECT toFloat64(sum(events)) AS n FROM erasures WHERE site = {site:String}',
      params: { site },
    });
    expect(row?.n).toBe(5);
  });

  it('asks of every raw text that may be about them whether it is, however many there are, and holds up no insert', async () => {
    const site = 'erase-raw';
    const reject = (raw: string, detail = 'No.') => ({
      site,
      received_time: now,
      event_id: '',
      reason: 'bad_event',
      field: '',
      detail,
      raw,
    });
    // Most of a time of their own, and some of one together.
    const many = Array.from({ length: 10_100 }, (_, no) => ({
      ...reject(no % 3 === 0 ? `hers ${no}` : no % 3 === 1 ? `mother ${no}` : `nobody's ${no}`),
      received_time: now - Math.max(no, 3000),
    }));
    const twice = reject('hers', 'twice');
    const unknown = { ...reject('hers, with a wrong key'), site: '' };
    await store().insert({
      ...frameOf(`${site}-1`, []),
      rejects: [...many, twice, twice, reject('', 'about hers'), unknown],
    });
    const asked = new Set<string>();
    const order: string[] = [];
    let inserted: Promise<unknown> | undefined;
    const report = await store().erase(site, { person: 'her' }, (ids) => {
      expect(ids).toEqual(['her']);
      const isIn = (raw: string) => {
        asked.add(raw.split(' ')[0] ?? '');
        inserted ??= store()
          .insert(frameOf(`${site}-2`, [eventRow({ site, event_id: uuid(1) })]))
          .then(() => order.push('inserted'));
        return raw.includes('hers');
      };
      return { pattern: 'her', isIn };
    });
    order.push('erased');
    await inserted;
    expect(order).toEqual(['inserted', 'erased']);
    expect([...asked].sort()).toEqual(['', 'No.', 'about', 'hers', 'hers,', 'mother']);
    expect(report).toMatchObject({ erased: { rejects: 3367 + 4 }, left: 0, visitors: [] });
    expect([await rowCount(store(), 'rejects', site), await rowCount(store(), 'rejects', '')]).toEqual([6733, 0]);
  });
}
