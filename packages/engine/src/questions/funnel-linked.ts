import type { FunnelStep } from './funnel-steps.ts';
import type { Params } from './params.ts';

/** No limit of time, ms. */
const FOREVER = Number.MAX_SAFE_INTEGER;

/** One touchpoint of a chain: a step, or one of its repetitions. */
interface Link {
  step: number;
  /** Links, from 1, that may come right before it. */
  sources: number[];
}

/** Steps with their repetitions laid out. A step comes after the one before it, or after the one before that if that is optional. */
function layOut(steps: readonly FunnelStep[]): Link[] {
  const links: Link[] = [];
  const lasts: number[] = [];
  for (const [step, { times }] of steps.entries()) {
    const sources: number[] = [];
    for (let before = step - 1; before >= 0; before--) {
      sources.push(lasts[before] ?? 0);
      if (!steps[before]?.optional) break;
    }
    for (let nth = 1; nth <= times; nth++) links.push({ step, sources: nth === 1 ? sources : [links.length] });
    lasts.push(links.length);
  }
  return links;
}

/**
 * For each unit `times`: when each step was reached, -1 for a step that was not, in a chain that keeps to everything the
 * steps ask: repetitions, time since the touchpoint before, touchpoints that must not lie in between, and the window.
 *
 * Of all such chains it is the one that gets furthest; of these the one that does so first; of these the one that began
 * last, each of its touchpoints as late as that allows. One walk over the touchpoints finds it: for each link a list of
 * beginnings of chains that it could go on with, as tuples of (start, link, time, times of the links so far). A later
 * beginning that started no earlier makes an earlier one useless, so starts fall along the list and the first that is
 * still in time is the best.
 */
export function linkedTimes(
  units: string,
  steps: readonly FunnelStep[],
  order: 'ordered' | 'strict',
  window: string | undefined,
  params: Params,
): string {
  const links = layOut(steps);
  const stepOf = (link: Link): FunnelStep => steps[link.step] as FunnelStep;
  const codes = params.add(
    'links',
    'Array(Array(UInt8))',
    links.map((link) => stepOf(link).codes),
  );
  const within = params.add(
    'within',
    'Array(Int64)',
    links.map((link) => stepOf(link).withinMs ?? FOREVER),
  );
  const without = params.add(
    'without',
    'Array(Array(UInt8))',
    links.map((link) => stepOf(link).without),
  );
  const sources = params.add(
    'sources',
    'Array(Array(UInt8))',
    links.map((link) => link.sources),
  );
  const relevant = [...new Set(steps.flatMap((step) => [...step.codes, ...step.without]))].sort((a, b) => a - b);
  const places = steps.map((_, step) => links.findLastIndex((link) => link.step === step) + 1);
  const numbers = `range(1, ${links.length + 1})`;
  const list = 'Array(Tuple(Int64, UInt8, Int64, Array(Int64)))';
  const inTime = window === undefined ? '' : ` AND x - e.1 <= ${window}`;
  // Strict: whatever comes, a chain goes on with it or never.
  const broken = order === 'strict' ? '1' : 'has(never, c)';
  const wanted = params.add('relevant', 'Array(UInt8)', relevant);
  const walk =
    order === 'strict'
      ? `SELECT unit, reinterpret(s, 'Array(UInt8)') AS codes, t FROM (${units})`
      : `SELECT unit, arrayFilter(c -> has(${wanted}, c), all_codes) AS codes, arrayFilter((x, c) -> has(${wanted}, c), t, all_codes) AS t
  FROM (SELECT unit, reinterpret(s, 'Array(UInt8)') AS all_codes, t FROM (${units}))`;
  return `SELECT unit, arrayMap(place -> if(place <= length(best), best[place], toInt64(-1)), ${params.add('places', 'Array(UInt8)', places)}) AS times
FROM (
  SELECT unit, arrayFold((acc, c, x) -> arrayMap(served -> (
    arrayMap((waiting, never, from) -> arrayMap(fresh -> if(empty(fresh), if(${broken}, CAST([], '${list}'), waiting),
        arrayPushBack(if(${broken}, CAST([], '${list}'), arrayFilter(e -> e.1 > fresh[1].1, waiting)), fresh[1])),
      [arraySlice(arrayReverseSort(e -> (e.1, e.2), arrayFlatten(arrayMap(k -> served[k], from))), 1, 1)])[1],
      acc.1, ${without}, ${sources}),
    toUInt8(greatest(acc.2, arrayLastIndex(e -> notEmpty(e), served))),
    if(arrayLastIndex(e -> notEmpty(e), served) > acc.2, served[arrayLastIndex(e -> notEmpty(e), served)][1].4, acc.3)
  ), [arrayMap((waiting, link, wanted, within) -> if(NOT has(wanted, c), CAST([], '${list}'),
      if(link = 1, CAST([(x, toUInt8(1), x, [x])], '${list}'),
        arrayMap(e -> (e.1, toUInt8(link), x, arrayPushBack(arrayResize(e.4, link - 1, toInt64(-1)), x)),
          arraySlice(arrayFilter(e -> x - e.3 <= within${inTime}, waiting), 1, 1)))),
      acc.1, ${numbers}, ${codes}, ${within})])[1],
  codes, t, (arrayMap(link -> CAST([], '${list}'), ${numbers}), toUInt8(0), CAST([], 'Array(Int64)'))).3 AS best
  FROM (${walk})
)`;
}
