import { type AnyNeeds, neededBy } from './funnel-any-needs.ts';
import type { FunnelStep } from './funnel-steps.ts';
import type { Params } from './params.ts';

/** No limit of time, ms. */
const FOREVER = Number.MAX_SAFE_INTEGER;

/** SQL of numbers whose bits stand at the places listed, one number for each list. */
function bitsText(name: string, lists: readonly (readonly number[])[], params: Params): string {
  const places = params.add(name, 'Array(Array(UInt8))', lists);
  return `arrayMap(places -> arraySum(arrayMap(place -> bitShiftLeft(toUInt64(1), place), places)), ${places})`;
}

/** The classes for which something holds. */
function classesWhere(needs: AnyNeeds, holds: (step: FunnelStep) => boolean): number[] {
  return needs.classes.flatMap((step, i) => (holds(step) ? [i] : []));
}

/**
 * SQL of the classes (as bits) that each touchpoint may serve in a span that begins with the first of them: those of its
 * code whose time is not over, and before which nothing came that they exclude.
 */
function allowedText(needs: AnyNeeds, windowMs: number, params: Params): (s: string, p: string, x: string) => string {
  const limited = classesWhere(
    needs,
    ({ withinMs, without }) => windowMs < FOREVER || withinMs !== null || without.length > 0,
  );
  if (limited.length === 0) return (serve) => serve;
  const bits = bitsText(
    'limited',
    limited.map((one) => [one]),
    params,
  );
  const within = params.add(
    'within',
    'Array(Int64)',
    limited.map((one) => Math.min(windowMs, needs.classes[one]?.withinMs ?? FOREVER)),
  );
  // One-element lists name what would be worked out again for every touchpoint.
  return (
    serve,
    stop,
    times,
  ) => `arrayMap((since, stopped) -> arrayMap((may, x, i) -> bitAnd(may, bitNot(arraySum(arrayMap(
      (bit, within, stopped_at) -> if(x - since > within OR (stopped_at > 0 AND i > stopped_at), bit, toUInt64(0)), ${bits}, ${within}, stopped)))),
    ${serve}, ${times}, arrayEnumerate(${times})),
    [${times}[1]], [arrayMap(bit -> arrayFirstIndex((stops, i) -> i > 1 AND bitAnd(stops, bit) != 0, ${stop}, arrayEnumerate(${stop})), ${bits})])[1]`;
}

/**
 * For each unit `times`: when each step was reached in whatever order, -1 for a step that was not, where steps may be left
 * out, be repeated, or have conditions of their own. The chain begins with a touchpoint of one of the steps; `within` and
 * the window run from there, and `without` is what must not lie between it and the touchpoint that serves the step. Of all
 * beginnings it is the earliest of those from which most steps are served before the first one that is missing. Of steps
 * that may be left out and compete for a touchpoint, the earlier one gets it.
 *
 * A step's time is when it and the steps before it, as far as they are served at all, had all been there. Who can be served
 * is told by Hall's theorem, see {@link anyNeeds}: for each set of steps (`sets`, bits of their classes), the touchpoints
 * that may serve one of them are counted.
 */
export function anyLinkedTimes(
  units: string,
  steps: readonly FunnelStep[],
  needs: AnyNeeds,
  windowMs: number | undefined,
  params: Params,
): string {
  const relevant = [...new Set(steps.flatMap(({ codes, without }) => [...codes, ...without]))].sort((a, b) => a - b);
  const codes = params.add('relevant', 'Array(UInt8)', relevant);
  const classesOf = (name: string, listOf: (step: FunnelStep) => readonly number[]) =>
    `transform(code, ${codes}, ${bitsText(
      name,
      relevant.map((code) => classesWhere(needs, (step) => listOf(step).includes(code))),
      params,
    )}, toUInt64(0))`;
  const served = classesOf('served', (step) => step.codes);
  const stopped = classesOf('stopped', (step) => step.without);
  const sets = bitsText('sets', needs.sets, params);
  const needed = needs.sets.map((set) => neededBy(steps, needs, set));
  const neededAt = params.add(
    'needed',
    'Array(Array(UInt8))',
    steps.map((_, k) => needed.map((counts) => counts[k] ?? 0)),
  );
  const own = bitsText(
    'own',
    needs.classOf.map((one) => [one]),
    params,
  );
  const repeats = params.add(
    'repeats',
    'Array(UInt8)',
    steps.map(({ times }) => times),
  );
  const optional = params.add(
    'optional',
    'Array(UInt8)',
    steps.map((step) => (step.optional ? 1 : 0)),
  );
  const limits =
    windowMs !== undefined || needs.classes.some((step) => step.withinMs !== null || step.without.length > 0);
  const allowed = allowedText(needs, windowMs ?? FOREVER, params);
  const countsOf = (may: string) =>
    `arrayMap(wanted -> arrayCount(bits -> bitAnd(bits, wanted) != 0, ${may}), ${sets})`;
  const reachOf = (counts: string) =>
    `arrayCount(least_needed -> arrayAll((need, has) -> need <= has, least_needed, ${counts}), ${neededAt})`;

  const walked = `SELECT unit, arrayFilter((bits, stops) -> bits != 0 OR stops != 0, all_serve, all_stop) AS serve,
  arrayFilter((stops, bits) -> bits != 0 OR stops != 0, all_stop, all_serve) AS stop,
  arrayFilter((x, bits, stops) -> bits != 0 OR stops != 0, t, all_serve, all_stop) AS x
FROM (
  SELECT unit, t, reinterpret(s, 'Array(UInt8)') AS codes,
    arrayMap(code -> ${served}, codes) AS all_serve, arrayMap(code -> ${stopped}, codes) AS all_stop
  FROM (${units})
)`;

  // Carried along in the fold: what a lambda captures is copied for every element.
  const tried = `arrayFold((acc, begin) -> arrayMap(reach -> (acc.1, acc.2, acc.3,
      if(reach > acc.4, toInt64(reach), acc.4), if(reach > acc.4, toUInt32(begin), acc.5)),
    [${reachOf(countsOf(allowed('arraySlice(acc.1, begin)', 'arraySlice(acc.2, begin)', 'arraySlice(acc.3, begin)')))}])[1],
    arrayFilter((begin, bits) -> bits != 0, arrayEnumerate(serve), serve), (serve, stop, x, toInt64(-1), toUInt32(1))).5`;

  const begun = limits
    ? `SELECT unit, x, arrayConcat(arrayResize(CAST([], 'Array(UInt64)'), begin - 1), ${allowed('arraySlice(serve, begin)', 'arraySlice(stop, begin)', 'arraySlice(x, begin)')}) AS may
FROM (SELECT *, ${tried} AS begin FROM (${walked}))`
    : `SELECT unit, x, serve AS may FROM (${walked})`;

  const taken = `arrayFold((acc, repeats, own, optional, k) -> (
      if(NOT optional, arrayPushBack(acc.1, toUInt8(k <= acc.3)),
        arrayPushBack(acc.1, toUInt8(k <= acc.3 AND arrayAll((used, has, wanted) -> used + if(bitAnd(own, wanted) != 0, repeats, 0) <= has, acc.2, acc.4, ${sets})))),
      if(NOT optional OR k > acc.3, acc.2, arrayMap(fuller -> if(arrayAll((used, has) -> used <= has, fuller, acc.4), fuller, acc.2),
        [arrayMap((used, wanted) -> toUInt32(used + if(bitAnd(own, wanted) != 0, repeats, 0)), acc.2, ${sets})])[1]),
      acc.3, acc.4),
    ${repeats}, ${own}, ${optional}, range(1, ${steps.length + 1}),
    (CAST([], 'Array(UInt8)'), arrayMap(need -> toUInt32(need), ${neededAt}[greatest(reach, 1)]), reach, counts)).1`;

  // For each set, the place of the last touchpoint that the steps so far take of it; the latest of them decides.
  const places = `arrayFold((acc, wanted) -> (acc.1, acc.2, arrayMap((latest, place) -> greatest(latest, place), acc.3,
      arrayMap(found -> arrayMap(need -> if(need = 0, toUInt32(0), found[need]), arrayCumSum((is, repeats, own) -> if(bitAnd(own, wanted) != 0, is * repeats, 0), acc.2, ${repeats}, ${own})),
        [arrayFilter((place, bits) -> bitAnd(bits, wanted) != 0, arrayEnumerate(acc.1), acc.1)])[1])),
    ${sets}, (may, taken, arrayMap(k -> toUInt32(0), taken))).3`;

  return `SELECT unit, arrayMap((is, place) -> if(is, x[place], toInt64(-1)), taken, places) AS times
FROM (
  SELECT unit, x, taken, ${places} AS places
  FROM (
    SELECT unit, x, may, ${taken} AS taken
    FROM (SELECT *, toInt64(${reachOf('counts')}) AS reach FROM (SELECT *, ${countsOf('may')} AS counts FROM (${begun})))
  )
)`;
}
