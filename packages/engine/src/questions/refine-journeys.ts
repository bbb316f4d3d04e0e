import type { DetailedStep } from '@desirepath/schema';
import { type CompiledTouchpoint, FIRST_NAME_CODE, OTHER_CODE } from '../map/compiled-map.ts';
import { encodeJourneys } from '../stitch/encode-journeys.ts';
import { JOURNEY_COLUMNS } from '../stitch/journey-columns.ts';
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

/**
 * Makes journeys that tell the events of some touchpoints apart by what stands in them, exactly: the persons who have
 * such a touchpoint at all (read off the stored sequences) are encoded anew from their events, with a code of its own for
 * each combination of conditions that an event meets; everyone else's journeys stay as they are. Where journeys begin and
 * end does not change, for a refined touchpoint stays in its stage.
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
    // Before the touchpoint itself, so that it takes what meets no condition, and after all that is tried before it.
    const at = touchpoints.findIndex(({ code }) => code === base);
    const refined = sets.map(({ code, keys }): CompiledTouchpoint => {
      const extra = keys.flatMap((key) => {
        const condition = own.get(key);
        return condition === undefined ? [] : eventTests(condition.where, `${condition.field}.where`);
      });
      return { ...found, id: `${found.id}#${code}`, code, where: [...found.where, ...extra] };
    });
    touchpoints.splice(at < 0 ? touchpoints.length : at, 0, ...refined);
  }
  return {
    context: { ...context, journeys: refinedRelation(context, touchpoints, [...variants.keys()], span) },
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
  codes: readonly number[],
  span: Span,
) {
  const p = new Params('jp_');
  const journeys = p.include(renameParams(context.journeys, 'j_', 'jp_'));
  const has = codes
    .map((code) => `position(s, ${searchedBytes([{ code, text: p.add(`refined_${code}`, 'UInt8', code) }])}) > 0`)
    .join(' OR ');
  const persons = `SELECT person_id FROM (${journeys}) WHERE ${spanText('start', span, p)} AND (${has})`;
  const visitors = `SELECT arrayJoin(visitors) FROM (${journeys}) WHERE person_id IN (${persons})`;
  const anew = encodeJourneys(
    { ...context, map: { ...context.map, touchpoints } },
    { kind: 'persons', persons: p.sql(persons), visitors: p.sql(visitors) },
  );
  const all = new Params('j_');
  const encoded = `SELECT ${JOURNEY_COLUMNS.join(', ')} FROM (${all.include(renameParams(anew, 'j_', 'jr_'))})`;
  const columns = [...JOURNEY_COLUMNS, ...(context.more ?? [])].join(', ');
  // Where only some journeys are asked about, or more is known of them, that holds for those made anew as well.
  const kept =
    context.more === undefined
      ? encoded
      : `SELECT ${columns} FROM (${encoded}) AS encoded
INNER JOIN (SELECT ${['person_id', 'number', ...context.more].join(', ')} FROM (${all.include(context.journeys)})) AS asked USING (person_id, number)`;
  return all.sql(`SELECT ${columns} FROM (${all.include(context.journeys)})
WHERE person_id NOT IN (${all.include(p.sql(persons))})
UNION ALL
${kept}`);
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
