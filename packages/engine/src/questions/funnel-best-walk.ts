import type { Link } from './funnel-links.ts';
import type { Params } from './params.ts';

/** No limit of time, ms. */
const FOREVER = Number.MAX_SAFE_INTEGER;

/** What is walked through: a relation, and over it SQL of the touchpoints of each row and of their times. */
export interface Walked {
  relation: string;
  s: string;
  t: string;
}

/**
 * Adds `best`: the times of the links, up to the last one reached, of the best chain that keeps to all limits (-1 for a link
 * that it leaves out); best as `linkedTimes` says.
 *
 * One walk over the touchpoints finds it: for each link a list of beginnings of chains that it could go on with, as tuples
 * of (start, link, time, times of the links so far). A later beginning that started no earlier makes an earlier one
 * useless, so starts fall along the list and the first that is still in time is the best.
 */
export function bestWalk(
  { relation, s, t }: Walked,
  links: readonly Link[],
  order: 'ordered' | 'strict',
  window: string | undefined,
  params: Params,
): string {
  const codes = params.add(
    'links',
    'Array(Array(UInt8))',
    links.map((link) => link.codes),
  );
  const within = params.add(
    'within',
    'Array(Int64)',
    links.map((link) => link.withinMs ?? FOREVER),
  );
  const without = params.add(
    'without',
    'Array(Array(UInt8))',
    links.map((link) => link.without),
  );
  const sources = params.add(
    'sources',
    'Array(Array(UInt8))',
    links.map((link) => link.sources),
  );
  const relevant = [...new Set(links.flatMap((link) => [...link.codes, ...link.without]))].sort((a, b) => a - b);
  const numbers = `range(1, ${links.length + 1})`;
  const list = 'Array(Tuple(Int64, UInt8, Int64, Array(Int64)))';
  const inTime = window === undefined ? '' : ` AND x - e.1 <= ${window}`;
  // Strict: whatever comes, a chain goes on with it or never.
  const broken = order === 'strict' ? '1' : 'has(never, c)';
  const wanted = params.add('relevant', 'Array(UInt8)', relevant);
  const walk =
    order === 'strict'
      ? `SELECT *, reinterpret(${s}, 'Array(UInt8)') AS walk_codes, ${t} AS walk_times FROM (${relation})`
      : `SELECT *, arrayFilter(c -> has(${wanted}, c), all_codes) AS walk_codes, arrayFilter((x, c) -> has(${wanted}, c), ${t}, all_codes) AS walk_times
  FROM (SELECT *, reinterpret(${s}, 'Array(UInt8)') AS all_codes FROM (${relation}))`;
  return `SELECT *, arrayFold((acc, c, x) -> arrayMap(served -> (
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
  walk_codes, walk_times, (arrayMap(link -> CAST([], '${list}'), ${numbers}), toUInt8(0), CAST([], 'Array(Int64)'))).3 AS best
FROM (${walk})`;
}
