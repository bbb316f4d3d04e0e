import type { DetailedStep } from '@desirepath/schema';
import { type CompiledTouchpoint, FIRST_NAME_CODE, OTHER_CODE } from '../map/compiled-map.ts';
import type { EventTest } from '../stitch/event-test.ts';
import { eventTests } from './event-tests.ts';
import { excludeEachOther } from './exclude-each-other.ts';
import { PlanError } from './plan-error.ts';
import type { QuestionContext } from './question.ts';

/** A touchpoint of which only those events are meant that meet a condition. */
export interface Condition {
  /** The touchpoint's code. */
  code: number;
  where: NonNullable<DetailedStep['where']>;
  /** Path of the plan's field, for errors. */
  field: string;
}

/** A touchpoint some of whose events have codes of their own. */
interface RefinedTouchpoint {
  code: number;
  /** Names of its events. */
  events: readonly string[];
  /** The codes of those that meet conditions, each with all that they meet. */
  own: readonly { code: number; keys: readonly string[] }[];
}

/** A map's touchpoints, and beside each that conditions are put on, one for every combination of them that an event may meet. */
export interface RefinedTouchpoints {
  touchpoints: readonly CompiledTouchpoint[];
  refined: readonly RefinedTouchpoint[];
  /** The codes of a touchpoint, all of them or only those that meet the condition. */
  codesOf(code: number, where?: Condition['where']): number[];
}

/** A condition by the text that tells it from others. */
interface Tested {
  key: string;
  tests: readonly EventTest[];
}

/**
 * Gives a code of its own to each combination of conditions that an event may meet. Conditions that exclude each other, such as
 * two pages, take one each, so there is room for many of those; others double what they need.
 * @throws PlanError for a key that events do not have, or where the codes do not suffice
 */
export function refinedTouchpoints(context: QuestionContext, conditions: readonly Condition[]): RefinedTouchpoints {
  const free = freeCodes(context);
  const touchpoints = [...context.map.touchpoints];
  const refined: RefinedTouchpoint[] = [];
  for (const base of new Set(conditions.map(({ code }) => code))) {
    const own = conditions.filter(({ code }) => code === base);
    const field = own[0]?.field ?? 'steps';
    const found = context.map.touchpoints.find(({ code }) => code === base) ?? namedTouchpoint(context, base);
    if (found === undefined) {
      throw new PlanError('"(other)" stands for many events, so no condition can be put on it.', field, '(other)');
    }
    const sets = possibleSets(tested(own), free.length);
    if (sets === undefined) {
      throw new PlanError(
        `The site has ${free.length} codes left for conditions, and those on "${found.id}" need more: ${own.length} that may hold together need one for each combination. Ask fewer at once, or such as exclude each other.`,
        field,
        own.length,
      );
    }
    const coded = sets.map((set) => ({ code: free.shift() ?? 0, set }));
    refined.push({
      code: base,
      events: found.events,
      own: coded.map(({ code, set }) => ({ code, keys: set.map(({ key }) => key) })),
    });
    // Before the touchpoint itself, so that it takes what meets no condition, and after all that is tried before it.
    const at = touchpoints.findIndex(({ code }) => code === base);
    const beside = coded.map(({ code, set }): CompiledTouchpoint => {
      const extra = set.flatMap(({ tests }) => tests);
      return { ...found, id: `${found.id}#${code}`, code, where: [...found.where, ...extra] };
    });
    touchpoints.splice(at < 0 ? touchpoints.length : at, 0, ...beside);
  }
  return {
    touchpoints,
    refined,
    codesOf(code, where) {
      const own = refined.find((one) => one.code === code)?.own ?? [];
      if (where === undefined) return [code, ...own.map((one) => one.code)];
      const key = JSON.stringify(where);
      return own.filter(({ keys }) => keys.includes(key)).map((one) => one.code);
    },
  };
}

function tested(conditions: readonly Condition[]): Tested[] {
  const byKey = new Map(conditions.map((one) => [JSON.stringify(one.where), one] as const));
  return [...byKey].map(([key, { where, field }]) => ({ key, tests: eventTests(where, `${field}.where`) }));
}

/**
 * Every set of at least one condition that an event may meet all of, the larger ones first: an event gets the code of all that it
 * meets. Undefined if there are more than `most`.
 */
function possibleSets(all: readonly Tested[], most: number): Tested[][] | undefined {
  const sets: Tested[][] = [[]];
  for (const one of all) {
    const together = sets.filter((set) => !set.some(({ tests }) => excludeEachOther(tests, one.tests)));
    if (sets.length - 1 + together.length > most) return undefined;
    sets.push(...together.map((set) => [...set, one]));
  }
  return sets.slice(1).sort((a, b) => b.length - a.length);
}

function freeCodes({ map, names }: QuestionContext): number[] {
  const used = new Set(map.touchpoints.map(({ code }) => code));
  const all = Array.from({ length: OTHER_CODE - 1 }, (_, index) => index + 1);
  return all.filter((code) => !used.has(code) && (code < FIRST_NAME_CODE || code >= FIRST_NAME_CODE + names.length));
}

function namedTouchpoint({ names }: QuestionContext, code: number): CompiledTouchpoint | undefined {
  const name = names[code - FIRST_NAME_CODE];
  if (name === undefined || code >= OTHER_CODE) return undefined;
  return { id: name, name, code, stage: 0, events: [name], where: [], channel: '', optional: true, repeatable: true };
}
