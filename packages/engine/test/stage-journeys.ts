import type { CompiledMap } from '../src/index.ts';
import type { TestJourney } from './journeys-table.ts';
import { type Dice, pick } from './random-journeys.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A journey of which the stages are known, as the naive references read it. */
export interface StageJourney {
  person: string;
  number: number;
  start: number;
  end: number;
  closed: boolean;
  device: string;
  /** Stage and ms since the start, in order; 0 for a touchpoint that is not on the map. */
  walk: { stage: number; at: number }[];
  orders: { id: string; value: string; currency: string }[];
}

/** Journeys over the `days` before `now`, from seconds to many days long, some over and some still going on. */
export function randomStageJourneys(
  roll: Dice,
  count: number,
  map: CompiledMap,
  now: number,
  days: number,
): StageJourney[] {
  return Array.from({ length: count }, (_, index) => {
    const start = now - 1 - roll(days * DAY);
    const walk: StageJourney['walk'] = [];
    let at = 0;
    for (let left = 1 + roll(9); left > 0 && start + at < now; left--) {
      // Mostly forward, at times back or off the map.
      const last = walk.at(-1)?.stage ?? 0;
      const stage =
        roll(4) > 0 ? Math.min(map.stages.length, last + 1 + (roll(5) === 0 ? 1 : 0)) : roll(map.stages.length + 1);
      walk.push({ stage, at });
      at += pick(roll, [0, 1, 30_000, 5 * MINUTE, 90 * MINUTE, DAY, 4 * DAY, 8 * DAY]) + roll(3);
    }
    const orders = walk
      .filter(({ stage }) => stage === map.goal)
      .map(() => ({
        id: `o${roll(count)}`,
        value: `${roll(200)}.${10 + roll(90)}`,
        currency: pick(roll, ['EUR', 'EUR', 'EUR', 'USD']),
      }));
    return {
      person: `v:${index}`,
      number: 1,
      start,
      end: start + (walk.at(-1)?.at ?? 0),
      closed: roll(5) === 0,
      device: pick(roll, ['desktop', 'mobile', 'mobile', 'tablet', '']),
      walk,
      orders: [...new Map(orders.map((order) => [order.id, order])).values()],
    };
  });
}

/** When each stage was first touched, ms since the start; -1 for never. */
export function firstTouches(journey: StageJourney, stages: number): number[] {
  return Array.from({ length: stages }, (_, k) => journey.walk.find(({ stage }) => stage === k + 1)?.at ?? -1);
}

/** A journey as the table holds it. */
export function stored(journey: StageJourney, map: CompiledMap, visitors: readonly string[] = []): TestJourney {
  const first = firstTouches(journey, map.stages.length);
  const placeOf = (stage: number) => journey.walk.findIndex((step) => step.stage === stage);
  return {
    person: journey.person,
    number: journey.number,
    start: journey.start,
    codes: journey.walk.map(({ stage }) => map.stages[stage - 1]?.codes[0] ?? 200),
    offsets: journey.walk.map(({ at }) => at),
    sessions: journey.walk.map(() => 1),
    more: {
      visitors,
      closed: journey.closed ? 1 : 0,
      device: journey.device,
      stage_first: first,
      stage_advanced: map.stages.map(({ number }) => {
        const place = placeOf(number);
        return place < 0 ? -1 : (journey.walk.slice(place).find(({ stage }) => stage > number)?.at ?? -1);
      }),
      stage_looped: map.stages.map(({ number }) =>
        journey.walk.some(
          ({ stage }, at) =>
            stage === number &&
            placeOf(number) < at &&
            journey.walk.slice(placeOf(number), at).some((step) => step.stage > number),
        )
          ? 1
          : 0,
      ),
      goal_at: first[map.goal - 1] ?? -1,
      orders: journey.orders.map(({ id }) => id),
      order_values: journey.orders.map(({ value }) => value),
      order_currencies: journey.orders.map(({ currency }) => currency),
    },
  };
}
