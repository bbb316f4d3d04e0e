import { sessionsQuestion } from '@desirepath/engine';
import { type EventRow, planSchema, type SessionsAnswer } from '@desirepath/schema';
import { frameOf } from '@desirepath/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Store } from '../src/store.ts';
import { plainJourneys } from './plain-journeys.ts';
import { randomLog } from './random-log.ts';
import { referenceJourneys, referenceSessions } from './reference.ts';
import { contextOf, MAP, OTHER_MAP } from './shop.ts';

/** Two seeds of these on each of the two kinds of store: 10 000 logs. */
const CASES = 2500;
const ROUNDS = 4;

/**
 * Random logs against the plain reference: whatever way the events come in, sessions and journeys are the same.
 * @param seeds of logs that are told apart from those of another run
 */
export function journeysSuite(store: () => Store, seeds: readonly number[]) {
  it.each(seeds.map((seed) => ({ seed, site: `random_${seed}` })))(
    `makes the journeys of ${CASES} random logs as the rules say, in any order and portions (seed $seed)`,
    async ({ seed, site }) => {
      const logs = fc.sample(randomLog, { numRuns: CASES, seed }).map((log, index) => log(site, `case${index}`));
      const rows = logs.flat();
      for (const [index, portion] of portions(rows, ROUNDS, seed).entries()) {
        const half = Math.ceil(portion.length / 2);
        // An event that comes twice, in one frame and in another, is there once.
        await store().insert(frameOf(`${site}-${index}-a`, [...portion.slice(0, half), ...portion.slice(0, 50)]));
        await store().insert(frameOf(`${site}-${index}-b`, [...portion.slice(half), ...portion.slice(0, 50)]));
        const context = await contextOf(store(), site);
        if (index === 1) {
          // What was not stitched yet is encoded by the question itself.
          expect(await plainJourneys(store(), context, 'now')).toEqual(await plainJourneys(store(), context, 'all'));
        }
        await store().stitch(context);
      }
      const context = await contextOf(store(), site);
      const expected = byCase(referenceJourneys(rows, MAP, context.names), (journey) => journey.person);
      const stored = byCase(await plainJourneys(store(), context, 'none'), (journey) => journey.person);
      for (const [index, log] of logs.entries()) {
        const key = `case${index}`;
        expect(stored[key], `${key}: ${JSON.stringify(log.map(brief))}`).toEqual(expected[key]);
      }
      expect(Object.keys(stored).sort()).toEqual(Object.keys(expected).sort());
      expect(await plainJourneys(store(), context, 'all')).toEqual(await plainJourneys(store(), context, 'none'));
      const other = await contextOf(store(), site, OTHER_MAP);
      expect(byCase(await plainJourneys(store(), other, 'all'), (journey) => journey.person)).toEqual(
        byCase(referenceJourneys(rows, OTHER_MAP, other.names), (journey) => journey.person),
      );
    },
    180_000,
  );

  it.each([
    { on_campaign: true, gap: '30m' },
    { on_campaign: false, gap: '1d' },
  ])('cuts the same logs into sessions as the rules say (%o)', async (rules) => {
    const logs = fc.sample(randomLog, { numRuns: 400, seed: 3 }).map((log, index) => log('sessions', `case${index}`));
    const rows = logs.flat();
    await store().insert(frameOf('sessions-1', rows));
    const context = await contextOf(store(), 'sessions');
    const plan = planSchema.parse({ plan: 'sessions', list: true, limit: 10_000, ...rules });
    if (plan.plan !== 'sessions') throw new Error('Another plan came out.');
    const question = sessionsQuestion(plan, { ...context, now: 0, journeys: { text: '', params: {} } });
    const answers = Object.entries(question.queries).map(async ([name, sql]) => [name, await store().read(sql)]);
    const answer = question.answer(Object.fromEntries(await Promise.all(answers))) as SessionsAnswer;
    const plain = answer.list.map(({ visitor, start, end, events, opened_by }) =>
      [visitor, Date.parse(start), Date.parse(end), events, opened_by].join(' '),
    );
    const gap = rules.gap === '1d' ? 86_400_000 : 1_800_000;
    const expected = referenceSessions(rows, gap, rules.on_campaign).map(({ visitor, start, end, events, opened_by }) =>
      [visitor, start, end, events, opened_by].join(' '),
    );
    expect(plain.sort()).toEqual(expected.sort());
    expect(answer).toMatchObject({
      sessions: expected.length,
      complete: true,
      events: rows.length,
    });
  });
}

const brief = ({ visitor_id, time, seq, event_id, name, user_id, source, order_id, path }: EventRow) =>
  [visitor_id, time, seq, event_id.slice(-12), name, user_id, source, order_id, path].join(' ');

function byCase<T>(list: readonly T[], person: (item: T) => string): Record<string, T[]> {
  const cases: Record<string, T[]> = {};
  for (const item of list) {
    const key = person(item).slice(2).split('-')[0] ?? '';
    const group = cases[key] ?? [];
    cases[key] = group;
    group.push(item);
  }
  return cases;
}

/** The rows in a random order, in so many portions. */
function portions(rows: readonly EventRow[], count: number, seed: number): EventRow[][] {
  const [shuffled = []] = fc.sample(fc.shuffledSubarray([...rows], { minLength: rows.length }), { numRuns: 1, seed });
  const size = Math.ceil(shuffled.length / count);
  return Array.from({ length: count }, (_, index) => shuffled.slice(index * size, (index + 1) * size));
}
