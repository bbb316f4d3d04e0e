import { constraintAnswerSchema, DEFAULT_MAP, journeyMapSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChainCounts } from '../src/constraint/chain-counts.ts';
import { type ChainScope, lastYearPeriods } from '../src/constraint/chain-journeys.ts';
import { chainQueries } from '../src/constraint/chain-queries.ts';
import { constraintChain } from '../src/constraint/constraint-chain.ts';
import { foldChainCounts } from '../src/constraint/fold-chain-counts.ts';
import { compileMap, type Row } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, storedJourneys } from './journeys-table.ts';
import { dice, EPOCH } from './random-journeys.ts';
import { randomStageJourneys, stored } from './stage-journeys.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
const HISTORY = 4;
const now = EPOCH + 430 * DAY;
const map = compileMap(journeyMapSchema.parse({ ...DEFAULT_MAP, window: '2d', idle: '5d' }));
const chain = constraintChain(map);
const contextOf = (site: string) => {
  const base = { site, timeZone: 'UTC', currency: 'EUR', map, names: [], now };
  return { ...base, journeys: storedJourneys(base) };
};

let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
  const journeys = randomStageJourneys(dice(21), 6000, map, now, 425);
  await table.insert(
    'old',
    map.version,
    journeys.map((journey) => stored(journey, map)),
  );
  const young = journeys.filter(({ start }) => start > now - 80 * DAY);
  await table.insert(
    'young',
    map.version,
    young.map((journey) => stored(journey, map)),
  );
});
afterAll(() => table.close());

async function countsOf(span: ChainScope['span'], lastYear: boolean): Promise<ChainCounts> {
  const scope = { plan: { segment_by: 'device' as const }, chain, span, periods: HISTORY };
  const rows: Record<string, Row[]> = {};
  const queries = chainQueries({ ...scope, lastYear }, contextOf('old'));
  for (const [name, sql] of Object.entries(queries)) rows[name] = await table.read(sql);
  return foldChainCounts(rows.steps ?? [], [], {
    steps: chain.length - 1,
    periods: HISTORY + 1,
    ...(lastYear ? { lastYear: lastYearPeriods(scope) } : {}),
  });
}

/** By segment, in the order of its name: the periods of a part of its history. */
const periodsOf = ({ segments }: ChainCounts, part: (segment: ChainCounts['segments'][number]) => unknown) =>
  Object.fromEntries(segments.map((segment) => [segment.segment, part(segment)]));

test('the weeks of a year ago are counted as they were when they were judged, and the recent ones as ever', async () => {
  const span = { from: now - WEEK, to: now };
  const both = await countsOf(span, true);
  expect(periodsOf(both, ({ periods }) => periods)).toEqual(
    periodsOf(await countsOf(span, false), ({ periods }) => periods),
  );
  // The same week a year ago with its history, and the week after it.
  const then = { from: span.from - 52 * WEEK, to: span.to - 52 * WEEK };
  expect(periodsOf(both, ({ lastYear }) => lastYear?.slice(1))).toEqual(
    periodsOf(await countsOf(then, false), ({ periods }) => periods),
  );
  const after = { from: then.from + WEEK, to: then.to + WEEK };
  expect(periodsOf(both, ({ lastYear }) => lastYear?.[0])).toEqual(
    periodsOf(await countsOf(after, false), ({ periods }) => periods[0]),
  );
});

test('the reference says whether the season is in it', async () => {
  const ask = async (site: string, more: Record<string, unknown> = {}) => {
    const asked = { plan: 'constraint', draws: 300, history: HISTORY, ...more } as const;
    const answer = constraintAnswerSchema.parse(await table.ask(contextOf(site), asked));
    return new Set(answer.candidates.map(({ reference }) => reference.text));
  };
  expect(await ask('old')).toEqual(new Set(['the 4 weeks before, in the season of the same weeks a year ago']));
  expect(await ask('young')).toEqual(new Set(['the 4 weeks before']));
  // A history that reaches into the year before is not told from it.
  expect(await ask('old', { history: 52 })).toEqual(new Set(['the 52 weeks before']));
});
