import type { JourneyCondition, Plan } from '@desirepath/schema';
import { type EventTest, eventTestText } from '../stitch/event-test.ts';
import { codebook } from './codebook.ts';
import { eventTests } from './event-tests.ts';
import type { Params } from './params.ts';
import type { QuestionContext } from './question.ts';
import { hasTouchpoint } from './searched-bytes.ts';

/** A condition on a journey, its names resolved. */
export interface AskedCondition {
  /** The column that says whether it is met, before `never`. */
  name: string;
  /** Touchpoints that are looked at; none: all. */
  codes: readonly number[];
  /** What one event must be; none: anything. */
  tests: readonly EventTest[];
  never: boolean;
}

/**
 * What a plan's `where` asks, names resolved.
 * @throws PlanError for names that are none
 */
export function askedConditions(where: Plan['where'], context: QuestionContext): AskedCondition[] {
  if (where === undefined) return [];
  if (!Array.isArray(where)) return [{ name: 'meets_0', codes: [], tests: eventTests(where, 'where'), never: false }];
  const book = codebook(context);
  return where.map(({ touchpoint, event, never }: JourneyCondition, i) => ({
    name: `meets_${i}`,
    codes: [touchpoint ?? []].flat().map((name) => book.code(name, `where.${i}.touchpoint`)),
    tests: eventTests(event ?? {}, `where.${i}.event`),
    never,
  }));
}

/** SQL over the columns of `events`: the event is as the condition wants it, whatever its touchpoint. */
export function heldText({ name, tests }: AskedCondition, params: Params): string {
  return tests.map((test, at) => eventTestText(test, `${name}_${at}`, params)).join(' AND ') || '1';
}

/** SQL over the columns of conditions: everything holds that is asked. */
export function metBy(conditions: readonly AskedCondition[]): string {
  return conditions.map(({ name, never }) => (never ? `NOT ${name}` : name)).join(' AND ') || '1';
}

/** The column of a condition that asks nothing of events, over a journey: touchpoints alone tell it. */
export function metByTouchpoints({ name, codes }: AskedCondition, params: Params): string {
  const has = codes.map((code, at) => hasTouchpoint({ code, text: params.add(`${name}_has_${at}`, 'UInt8', code) }));
  return `toUInt8(${has.join(' OR ') || '1'}) AS ${name}`;
}
