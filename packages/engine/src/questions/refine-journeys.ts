import type { DetailedStep } from '@desirepath/schema';
import { type CompiledTouchpoint, FIRST_NAME_CODE, OTHER_CODE } from '../map/compiled-map.ts';
import { encodeSequences } from '../stitch/encode-sequences.ts';
import { type EventTest, eventTestText } from '../stitch/event-test.ts';
import { RENAMED_COLUMNS } from '../stitch/journey-columns.ts';
import { eventTests } from './event-tests.ts';
import { spanText } from './filter.ts';
import { Params } from './params.ts';
import type { Span } from './period.ts';
import { PlanError } from './plan-error.ts';
import type { QuestionContext } from './question.ts';
import { renameParams } from './rename-params.ts';
import { searchedBytes } from './searched-bytes.ts';

/** Conditions on one touchpoint: each doubles the codes it needs. */
const MOST_CONDITIONS = 4;

/** A touchpoint of which only those events are meant that meet a condition. */
export interface Condition {
  /** The touchpoint's code. */
  code: number;
  where: NonNullable<DetailedStep['where']>;
  /** Path of the plan's field, for errors. */
  field: string;
}

/** Journeys in which the events that meet conditions have codes of their own. */
export interface RefinedJourneys {
  context: QuestionContext;
  /** The codes of a touchpoint, all of them or only those that meet the condition. */
  codesOf(code: number, where?: Condition['where']): number[];
}

/** A touchpoint some of whose events have codes of their own. */
interface Refined {
  code: number;
  /** Names of its events. */
  events: readonly string[];
  /** What one of them has to meet, any of these, to have another code. */
  tests: readonly (readonly EventTest[])[];
}

/**
 * Makes journeys that tell the events of some touchpoints apart by what stands in them, exactly: the sequences of the persons
 * who have such a touchpoint (read off the stored ones), and a visitor with such an event, are made anew from their events,
 * with a code of its own for each combination of conditions that an event meets; everyone else's stay as they are. Where
 * journeys begin and end does not change, for a refined touchpoint stays in its stage. What is read off sequences
 * ({@link RENAMED_COLUMNS}) is not there, so no journey speaks for its whole person.
 * @param span of the journeys that are asked about
 * @throws PlanError for a key that events do not have, or where the codes do not suffice
 */
export function refineJourneys(
  context: QuestionContext,
  conditions: readonly Condition[],
  span: Span,
): RefinedJourneys {
  if (conditions.length === 0) return { context, codesOf: (code) => [code] };
  const free = freeCodes(context);
  const variants = new Map<number, { code: number; keys: string[] }[]>();
  const bases: Refined[] = [];
  const touchpoints = [...context.map.touchpoints];
  for (const base of new Set(conditions.map(({ code }) => code))) {
    const own = new Map(
      conditions.filter(({ code }) => code === base).map((one) => [JSON.stringify(one.where), one] as const),
    );
    const field = [...own.values()][0]?.field ?? 'steps';
    if (own.size > MOST_CONDITIONS) {
      throw new PlanError(
        `At most ${MOST_CONDITIONS} different conditions may be put on one touchpoint.`,
        field,
        own.size,
      );
    }
    const found = context.map.touchpoints.find(({ code }) => code === base) ?? namedTouchpoint(context, base);
    if (found === undefined) {
      throw new PlanError('"(other)" stands for many events, so no condition can be put on it.', field, '(other)');
    }
    const sets = subsets([...own.keys()]).map((keys) => {
      const code = free.shift();
      if (code === undefined) {
        throw new PlanError(
          'The site has no codes left for conditions; put conditions on fewer touchpoints.',
          field,
          keys.length,
        );
      }
      return { code, keys };
    });
    variants.set(base, sets);
    const testsOf = new Map([...own].map(([key, { where, field }]) => [key, eventTests(where, `${field}.where`)]));
    bases.push({ code: base, events: found.events, tests: [...testsOf.values()] });
    // Before the touchpoint itself, so that it takes what meets no condition, and after all that is tried before it.
    const at = touchpoints.findIndex(({ code }) => code === base);
    const refined = sets.map(({ code, keys }): CompiledTouchpoint => {
      const extra = keys.flatMap((key) => testsOf.get(key) ?? []);
      return { ...found, id: `${found.id}#${code}`, code, where: [...found.where, ...extra] };
    });
    touchpoints.splice(at < 0 ? touchpoints.length : at, 0, ...refined);
  }
  return {
    context: { ...context, journeys: refinedRelation(context, touchpoints, bases, span), partial: true },
    codesOf(code, where) {
      const sets = variants.get(code) ?? [];
      const key = where === undefined ? undefined : JSON.stringify(where);
      if (key === undefined) return [code, ...sets.map((set) => set.code)];
      return sets.filter(({ keys }) => keys.includes(key)).map((set) => set.code);
    },
  };
}

function refinedRelation(
  context: QuestionContext,
  touchpoints: readonly CompiledTouchpoint[],
  bases: readonly Refined[],
  span: Span,
) {
  const p = new Params('jp_');
  const site = p.add('site', 'String', context.site);
  const journeys = p.include(renameParams(context.journeys, 'j_', 'jp_'));
  const has = bases.map(({ code, events, tests }) => {
    const met = tests.map((all, i) =>
      all.map((test, at) => eventTestText(test, `refined_${code}_${i}_${at}`, p)).join(' AND '),
    );
    const names = p.add(`refined_${code}_names`, 'Array(String)', events);
    return `position(s, ${searchedBytes([{ code, text: p.add(`refined_${code}`, 'UInt8', code) }])}) > 0
  AND arrayExists(visitor -> visitor IN (SELECT visitor_id FROM events WHERE site = ${site} AND name IN ${names} AND (${met.map((one) => `(${one || 1})`).join(' OR ')})), visitors)`;
  });
  const persons = `SELECT person_id FROM (${journeys})
WHERE ${spanText('start', span, p)} AND (${has.map((one) => `(${one})`).join(' OR ')})`;
  const visitors = `SELECT arrayJoin(visitors) FROM (${journeys}) WHERE person_id IN (${persons})`;
  const anew = encodeSequences(
    { ...context, map: { ...context.map, touchpoints } },
    { kind: 'persons', persons: p.sql(persons), visitors: p.sql(visitors) },
  );
  const all = new Params('j_');
  // Who came back while the question is answered has more touchpoints by now than the stored journey knows of.
  const renamed = 'if(length(anew.s) < length(stored.s), stored.s, substring(anew.s, 1, length(stored.s)))';
  const columns = [...RENAMED_COLUMNS, ...(context.more ?? [])].map((name) =>
    name === 's' ? `${renamed} AS s` : `stored.${name} AS ${name}`,
  );
  return all.sql(`SELECT ${columns.join(', ')}
FROM (${all.include(context.journeys)}) AS stored
LEFT JOIN (${all.include(renameParams(anew, 'j_', 'jr_'))}) AS anew
  ON stored.person_id = anew.person_id AND stored.number = anew.number`);
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

/** Every set of at least one, the larger ones first: an event gets the code of all conditions that it meets. */
function subsets(keys: readonly string[]): string[][] {
  const sets = Array.from({ length: 2 ** keys.length - 1 }, (_, mask) =>
    keys.filter((_key, bit) => ((mask + 1) >> bit) & 1),
  );
  return sets.sort((a, b) => b.length - a.length);
}
