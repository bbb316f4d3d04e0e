import { DEFAULT_MAP, journeyMapSchema, type StagesAnswer, stagesAnswerSchema } from '@desirepath/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { wilsonInterval } from '../src/statistics/wilson-interval.ts';
import { type JourneysTable, openJourneysTable, type TestEvent } from './journeys-table.ts';
import { dice, EPOCH, pick } from './random-journeys.ts';
import { randomStageJourneys, type StageJourney, stored } from './stage-journeys.ts';

const DAY = 86_400_000;
const now = EPOCH + 40 * DAY;
const map = compileMap(journeyMapSchema.parse({ ...DEFAULT_MAP, window: '3d', idle: '5d' }));
const context = (site: string) => ({ site, timeZone: 'UTC', currency: 'EUR', map, names: [], now });
const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
/** Two journeys after another are of one visitor, so that they compete for what happened. */
const visitorOf = (index: number) => `visitor ${Math.floor(index / 2)}`;

let table: JourneysTable;
let journeys: StageJourney[];
const events: TestEvent[] = [];

/** Something that may be trouble. */
function randomEvent(roll: (sides: number) => number): Pick<TestEvent, 'name'> & Record<string, unknown> {
  const name = pick(roll, [
    'error',
    'rage_click',
    'coupon_failed',
    'payment_failed',
    'page_view',
    'search',
    'web_vital',
    'survey',
  ]);
  if (name === 'search') return { name, nums: pick(roll, [{}, { results: 0 }, { results: 3 }]) };
  if (name === 'web_vital') return { name, nums: { lcp: roll(8000), ...(roll(2) ? { cls: roll(50) / 100 } : {}) } };
  if (name !== 'survey') return { name };
  const kind = pick(roll, ['csat', 'nps', 'question']);
  return {
    name,
    props: { name: 'how', kind },
    nums: kind === 'question' ? {} : { score: kind === 'csat' ? 1 + roll(5) : roll(11) },
  };
}

beforeAll(async () => {
  table = await openJourneysTable();
  const roll = dice(5);
  journeys = randomStageJourneys(roll, 1500, map, now, 30);
  await table.insert(
    'shop',
    map.version,
    journeys.map((journey, index) => stored(journey, map, [visitorOf(index), `second ${index}`])),
  );
  for (const [index, journey] of journeys.entries()) {
    for (let left = roll(5); left > 0; left--) {
      const last = journey.end - journey.start;
      const at = pick(roll, [0, -1, Math.floor(roll(1000) * (last / 1000)), last + 1_799_999, last + 1_900_000]);
      events.push({
        site: 'shop',
        visitor_id: pick(roll, [visitorOf(index), `second ${index}`, 'nobody']),
        event_id: uuid(events.length),
        time: journey.start + at,
        ...randomEvent(roll),
      });
    }
  }
  // Some come twice, as a retry brings them.
  await table.insertEvents(events);
  await table.insertEvents(events.slice(0, 400));
});
afterAll(() => table.close());

const ask = async (site: string, plan: Record<string, unknown> = {}): Promise<StagesAnswer> =>
  stagesAnswerSchema.parse(await table.ask(context(site), { plan: 'stages', experience: true, ...plan }));

/** What an event tells of trouble. */
function troublesIn({ name, nums }: TestEvent): string[] {
  const of = (nums ?? {}) as Record<string, number>;
  if (name === 'search') return of.results === 0 ? ['empty_search'] : [];
  if (name !== 'web_vital') return name === 'page_view' || name === 'survey' ? [] : [name];
  return [...((of.lcp ?? 0) > 4000 ? ['poor_lcp'] : []), ...((of.cls ?? 0) > 0.25 ? ['poor_cls'] : [])];
}

/** The journey and the stage that an event happened in, and whether it was still under way. */
function placeOf(event: TestEvent) {
  if (event.time > now) return undefined;
  const index = journeys.reduce((best, { start }, at) => {
    if (![visitorOf(at), `second ${at}`].includes(event.visitor_id) || start > event.time) return best;
    return best < 0 || start > (journeys[best]?.start ?? 0) ? at : best;
  }, -1);
  const journey = journeys[index];
  if (journey === undefined) return undefined;
  const walked = journey.walk.filter(({ at }) => journey.start + at <= event.time);
  const stage = Math.max(0, ...walked.map((step) => step.stage));
  return { journey, stage, underWay: event.time <= journey.end + map.sessionGapMs };
}

/** The definition, journey by journey and event by event. */
function naive(asked: ReadonlySet<StageJourney>, stage: number) {
  const met = new Map<string, { journeys: Set<StageJourney>; events: number }>();
  const note = (signal: string, journey: StageJourney, count: number) => {
    const entry = met.get(signal) ?? { journeys: new Set(), events: 0 };
    entry.journeys.add(journey);
    entry.events += count;
    met.set(signal, entry);
  };
  const scores = { csat: [] as number[], nps: [] as number[] };
  let answers = 0;
  for (const event of events) {
    const place = placeOf(event);
    if (place === undefined || place.stage !== stage || !asked.has(place.journey)) continue;
    if (place.underWay) for (const signal of troublesIn(event)) note(signal, place.journey, 1);
    if (event.name !== 'survey') continue;
    answers++;
    const kind = (event.props as { kind: string }).kind;
    if (kind === 'csat' || kind === 'nps') scores[kind].push((event.nums as { score: number }).score);
  }
  for (const journey of asked) {
    const walk = journey.walk.map((step) => step.stage).filter((number) => number > 0);
    const back = walk.filter((number, i) => number === stage && (walk[i - 1] ?? 0) > number);
    if (back.length >= 2) note('back_and_forth', journey, 0);
  }
  return { met, scores, answers, troubled: new Set([...met.values()].flatMap((entry) => [...entry.journeys])).size };
}

function expectNaive(stages: StagesAnswer['stages'], asked: readonly StageJourney[]): number {
  let compared = 0;
  for (const { number, entered, experience } of stages) {
    const { met, scores, answers, troubled } = naive(new Set(asked), number);
    expect(experience?.troubled, `${number}`).toBe(troubled);
    expect(troubled).toBeLessThanOrEqual(entered);
    if (entered > 0) {
      expect(experience?.index).toBeCloseTo(100 * (1 - troubled / entered), 9);
      const [low, high] = wilsonInterval(1 - troubled / entered, entered);
      expect(experience?.interval?.[0]).toBeCloseTo(100 * low, 9);
      expect(experience?.interval?.[1]).toBeCloseTo(100 * high, 9);
    } else expect(experience?.index).toBeNull();
    expect(experience?.signals.map(({ signal }) => signal).toSorted()).toEqual([...met.keys()].toSorted());
    for (const { signal, journeys: count, share, events: times } of experience?.signals ?? []) {
      expect([signal, count, times]).toEqual([signal, met.get(signal)?.journeys.size, met.get(signal)?.events]);
      expect(share).toBeCloseTo(count / entered, 12);
      compared++;
    }
    expect(experience?.survey.answers).toBe(answers);
    const satisfied = scores.csat.filter((score) => score >= 4).length;
    if (scores.csat.length === 0) expect(experience?.survey.satisfied).toBeNull();
    else expect(experience?.survey.satisfied?.share).toBeCloseTo(satisfied / scores.csat.length, 9);
    expect(experience?.survey.nps === null).toBe(scores.nps.length === 0);
  }
  return compared;
}

describe('how shoppers fared in a stage', () => {
  test('equals a naive look at every event and every journey', async () => {
    const answer = await ask('shop');
    expect(expectNaive(answer.stages, journeys)).toBeGreaterThan(40);
    expect(
      answer.stages.some(({ experience }) => experience?.signals.some((one) => one.signal === 'back_and_forth')),
    ).toBe(true);
  });

  test("does so by segment and period, and what happened in a journey that is left out is nobody else's", async () => {
    const answer = await ask('shop', {
      period: { last: '20d' },
      segment_by: 'device',
      filter: { device: ['mobile', ''] },
    });
    const asked = journeys.filter(({ start, device }) => start >= now - 20 * DAY && ['mobile', ''].includes(device));
    expectNaive(answer.stages, asked);
    expect(answer.segments).toHaveLength(2);
    for (const { segment, stages } of answer.segments) {
      expectNaive(
        stages,
        asked.filter(({ device }) => device === segment),
      );
    }
  });

  test('is unknown where nothing was watched', async () => {
    await table.insert(
      'silent',
      map.version,
      journeys.slice(0, 50).map((journey) => stored(journey, map)),
    );
    const answer = await ask('silent');
    expect(answer.stages[0]?.entered).toBeGreaterThan(0);
    for (const { experience } of answer.stages) expect(experience).toMatchObject({ index: null, interval: null });
  });

  test('takes nobody for going back who sees one page after the other, where the map does not tell pages apart', async () => {
    const codeOf = (id: string) => map.touchpoints.find((touchpoint) => touchpoint.id === id)?.code ?? 0;
    const walks = [
      ['page_view', 'view_item', 'page_view', 'add_to_cart', 'page_view', 'view_cart', 'page_view', 'begin_checkout'],
      ['page_view', 'view_item', 'add_to_cart', 'view_item', 'add_to_cart', 'page_view', 'view_item'],
    ];
    await table.insertEvents([
      { site: 'pages', visitor_id: 'nobody', event_id: uuid(0), time: now - DAY, name: 'engagement' },
    ]);
    await table.insert(
      'pages',
      map.version,
      walks.map((walk, index) => ({
        person: `v:${index}`,
        number: 1,
        start: now - DAY,
        codes: walk.map(codeOf),
        offsets: walk.map((_, at) => 1000 * at),
        sessions: walk.map(() => 1),
        more: {
          stage_first: [0, 1000, 2000, -1, -1, -1, -1],
          stage_advanced: [1000, 2000, -1, -1, -1, -1, -1],
          stage_looped: [1, index, 0, 0, 0, 0, 0],
        },
      })),
    );
    const { stages } = await ask('pages');
    expect(stages.slice(0, 3).map(({ experience }) => experience?.signals.map(({ signal }) => signal))).toEqual([
      [],
      ['back_and_forth'],
      [],
    ]);
  });

  test('reads no events where it is not asked for', async () => {
    const answer = await ask('shop', { experience: false });
    for (const { experience } of answer.stages) expect(experience).toBeNull();
  });
});
