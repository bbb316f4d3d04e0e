// The incidents of a real table are still found, and quiet weeks are quiet; `pnpm bench incidents` asks about every week.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnswerTo } from '@desirepath/schema';
import { tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataFolder } from '../src/data-folder/open-data-folder.ts';
import { openRuntime, type Runtime } from '../src/server/open-runtime.ts';
import { makeShop } from './make-shop.ts';
import { realData } from './real-data.ts';
import { jsonOf } from './run-cli.ts';

const table = realData('ecom-events.csv.gz');
if (table === undefined) console.log('incidents: skipped, ../shared/data is not beside the repository.');
const example = (name: string) => fileURLToPath(new URL(`../../../examples/mappings/${name}`, import.meta.url));

describe.skipIf(table === undefined)('the incidents of ecom-events', () => {
  const dir = tempDir('incidents');
  let runtime: Runtime;
  beforeAll(async () => {
    const data = join(dir.path, 'data');
    makeShop(data);
    mkdirSync(join(data, 'maps'), { recursive: true });
    copyFileSync(example('ecom-events-map.yaml'), join(data, 'maps', 'incidents.yaml'));
    const sites = join(data, 'sites.yaml');
    writeFileSync(sites, readFileSync(sites, 'utf8').replace(/^( +)currency:.*$/m, '$&\n$1map: maps/incidents.yaml'));
    await jsonOf([
      ...['import', table ?? '', '--format', 'csv', '--mapping', example('ecom-events.yaml'), '--data', data],
    ]);
    runtime = await openRuntime(openDataFolder(data), { stitch: true, warn: () => undefined });
    await runtime.settle();
  });
  afterAll(async () => {
    await runtime?.close();
    dir.remove();
  });

  /** What the constraint says of the week that begins on a day. */
  async function judge(monday: string): Promise<AnswerTo<'constraint'>> {
    const from = Date.parse(`${monday}T00:00:00Z`);
    const period = { from: new Date(from).toISOString(), to: new Date(from + 7 * 86_400_000).toISOString() };
    const site = runtime.context(runtime.sites[0]?.id ?? '');
    const answer = await runtime.store.ask(site, { plan: 'constraint', period, history: 8 }, Date.now());
    return answer as AnswerTo<'constraint'>;
  }

  it.each([
    ['2024-04-15', 'delivery', 'mobile'],
    ['2024-05-20', 'payment', null],
    ['2024-05-27', 'payment', null],
  ])('names what was broken in the week of %s: %s', async (monday, stage, segment) => {
    const { constraint, sentence } = await judge(monday);
    expect(constraint?.stage, sentence).toBe(stage);
    expect(constraint?.probability).toBeGreaterThanOrEqual(0.8);
    if (segment !== null) expect(constraint?.segments[0]?.segment).toBe(segment);
    expect(constraint?.signals.filter(({ more }) => more).map(({ signal }) => signal)).toContain('error');
  });

  it.each(['2024-04-08', '2024-06-24'])('names nothing in the quiet week of %s', async (monday) => {
    const { constraint, sentence } = await judge(monday);
    expect([constraint, sentence]).toEqual([null, expect.stringMatching(/^No clear constraint: /)]);
  });
});
