import type { PlanInput } from '@desirepath/schema';
import { eventRow, frameOf, NOON, tempDir, uuid } from '@desirepath/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../src/ask.ts';
import { connectEmbedded } from '../src/connect-embedded.ts';
import type { Connection } from '../src/connection.ts';
import { insertFrame } from '../src/insert-frame.ts';
import { migrate } from '../src/migrate.ts';
import { stitchSite } from '../src/stitch-site.ts';
import { type TouchpointNames, touchpointNames } from '../src/touchpoint-names.ts';
import { MAP } from './shop.ts';

// What a question asks of events is worked out once, in a table that goes with it.
const site = { site: 'once', timeZone: 'UTC', currency: 'EUR', map: MAP, names: [] };
const now = NOON + 86_400_000;
const folder = tempDir('asked-once');
let connection: Connection;
let names: TouchpointNames;

beforeAll(async () => {
  connection = await connectEmbedded(folder.path, 'desirepath');
  await migrate(connection);
  names = touchpointNames(connection);
  const rows = Array.from({ length: 60 }, (_, n) =>
    eventRow({
      site: site.site,
      visitor_id: `v${n % 20}`,
      event_id: uuid(n),
      time: NOON + n * 1000,
      name: ['page_view', 'view_item', 'purchase'][n % 3] ?? '',
      order_id: n % 3 === 2 ? `o${n}` : '',
      props: n % 4 === 0 ? {} : { colour: ['red', 'blue'][n % 2] ?? '' },
    }),
  );
  await insertFrame(connection, names, frameOf('once-1', rows));
  await stitchSite(connection, names, site);
});
afterAll(async () => {
  await connection?.close();
  folder.remove();
});

const passing = async (): Promise<string[]> => {
  const rows = await connection.rows<{ name: string }>({
    text: "SELECT name FROM system.tables WHERE name LIKE 'passing_%'",
    params: {},
  });
  return rows.map(({ name }) => name);
};

/** The connection, and what was done to tables through it. */
function watched(refuses: (text: string) => boolean = () => false) {
  const made: string[] = [];
  const run: Connection['run'] = async (sql) => {
    if (refuses(sql.text)) throw new Error('Not enough privileges.');
    if (sql.text.startsWith('CREATE TABLE')) made.push(sql.text);
    await connection.run(sql);
  };
  return { connection: { ...connection, run }, made };
}

const PLANS: PlanInput[] = [
  { plan: 'stages', segment_by: 'props.colour' },
  { plan: 'matrix', by: 'props.colour' },
  { plan: 'funnel', steps: ['page', 'order'], where: [{ event: { 'props.colour': 'red' }, never: true }] },
  { plan: 'retention', where: { 'props.colour': 'blue' } },
];

it.each(PLANS)('answers $plan alike, whether a table may be made for it or not', async (plan) => {
  const may = watched();
  const mayNot = watched((text) => text.startsWith('CREATE'));
  const answer = await ask(may.connection, names, site, plan, now);
  expect(may.made).toHaveLength(1);
  expect(await ask(mayNot.connection, names, site, plan, now)).toEqual(answer);
  expect(mayNot.made).toEqual([]);
  expect(await passing()).toEqual([]);
});

it('makes none for what the journeys say themselves', async () => {
  const { connection: asked, made } = watched();
  await ask(asked, names, site, { plan: 'stages', segment_by: 'device', where: [{ touchpoint: 'order' }] }, now);
  expect(made).toEqual([]);
});

it('leaves no table behind where the question fails, and drops what a process before left', async () => {
  const { connection: asked, made } = watched();
  const failing = { ...asked, lines: () => Promise.reject(new Error('away')) };
  await expect(ask(failing, names, site, PLANS[0] ?? { plan: 'stages' }, now)).rejects.toThrow('away');
  expect(made).toHaveLength(1);
  expect(await passing()).toEqual([]);

  const left = `passing_${'0'.repeat(32)}`;
  await connection.run({ text: `CREATE TABLE ${left} (n UInt8) ENGINE = MergeTree ORDER BY n`, params: {} });
  await ask({ ...connection }, names, site, PLANS[0] ?? { plan: 'stages' }, now);
  // It is of this very process, which may be asking it.
  expect(await passing()).toEqual([left]);
  await connection.run({ text: `DROP TABLE ${left} SYNC`, params: {} });
});
