import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnswerTo, DEFAULT_MAP } from '@desirepath/schema';
import { tempDir } from '@desirepath/testing';
import { afterAll, expect, it } from 'vitest';
import { makeShop } from './make-shop.ts';
import { jsonOf, runCli } from './run-cli.ts';

const dir = tempDir('cli-compare-maps');
afterAll(() => dir.remove());
const PLAN = '{"plan":"compare_maps"}';

/** A map file that JSON is YAML enough for. */
function mapFile(name: string, map: unknown): string {
  const file = join(dir.path, `${name}.yaml`);
  writeFileSync(file, JSON.stringify(map));
  return file;
}

it('sets a map of a file beside the one that is served', async () => {
  const data = join(dir.path, 'data');
  makeShop(data);
  const former = mapFile('former', { ...DEFAULT_MAP, name: 'Former', idle: '10d' });
  const answer = await jsonOf<AnswerTo<'compare_maps'>>(['query', '--data', data, '--map', former], PLAN);
  expect(answer).toMatchObject({ plan: 'compare_maps', complete: true, constraint: 'none', given: { name: 'Former' } });
  expect(answer.given.map_version).not.toBe(answer.own.map_version);
  const people = await runCli(['query', '--data', data, '--map', former], PLAN);
  expect([people.code, people.stdout]).toEqual([
    0,
    expect.stringContaining('There are no journeys to lay over the maps.'),
  ]);
});

it('says what is missing, or wrong with the map', async () => {
  const data = join(dir.path, 'data');
  const none = await runCli(['query', '--data', data], PLAN);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('--map')]);
  const wrong = mapFile('wrong', { ...DEFAULT_MAP, goal: 'prchase' });
  const refused = await runCli(['query', '--data', data, '--map', wrong], PLAN);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('prchase')]);
});
