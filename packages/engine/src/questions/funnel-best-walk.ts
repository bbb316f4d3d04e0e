import type { Link } from './funnel-links.ts';
import type { Params } from './params.ts';
import { type Walked, walkedColumns } from './walked-columns.ts';
import { withColumns } from './with-columns.ts';

/** No limit of time, ms. */
const FOREVER = Number.MAX_SAFE_INTEGER;

/**
 * Adds `best`: the times of the links, up to the last one reached, of the best chain that keeps to all limits (-1 for a link
 * that it leaves out); best as `linkedTimes` says.
 *
 * One walk over the touchpoints finds it: for each link a list of beginnings of chains that it could go on with, as tuples
 * of (start, link, time, times of the links so far). A later beginning that started no earlier makes an earlier one
 * useless, so starts fall along the list and the first that is still in time is the best.
 */
export function bestWalk(
  walked: Walked,
  links: readonly Link[],
  order: 'ordered' | 'strict',
  window: string | undefined,
  params: Params,
): string {
  const list = (name: string, type: string, of: (link: Link) => unknown): string =>
    params.add(name, `Array(${type})`, links.map(of));
  const wanted = list('links', 'Array(UInt8)', ({ codes }) => codes);
  const within = list('within', 'Int64', ({ withinMs }) => withinMs ?? FOREVER);
  const without = list('without', 'Array(UInt8)', (link) => link.without);
  const sources = list('sources', 'Array(UInt8)', (link) => link.sources);
  const numbers = `range(1, ${links.length + 1})`;
  const waits = 'Array(Tuple(Int64, UInt8, Int64, Array(Int64)))';
  const inTime = window === undefined ? '' : ` AND x - e.1 <= ${window}`;
  // Strict: whatever comes, a chain goes on with it or never.
  const broken = order === 'strict' ? '1' : 'has(never, c)';
  const best = `arrayFold((acc, c, x) -> arrayMap(served -> (
    arrayMap((waiting, never, from) -> arrayMap(fresh -> if(empty(fresh), if(${broken}, CAST([], '${waits}'), waiting),
        arrayPushBack(if(${broken}, CAST([], '${waits}'), arrayFilter(e -> e.1 > fresh[1].1, waiting)), fresh[1])),
      [arraySlice(arrayReverseSort(e -> (e.1, e.2), arrayFlatten(arrayMap(k -> served[k], from))), 1, 1)])[1],
      acc.1, ${without}, ${sources}),
    toUInt8(greatest(acc.2, arrayLastIndex(e -> notEmpty(e), served))),
    if(arrayLastIndex(e -> notEmpty(e), served) > acc.2, served[arrayLastIndex(e -> notEmpty(e), served)][1].4, acc.3)
  ), [arrayMap((waiting, link, wanted, within) -> if(NOT has(wanted, c), CAST([], '${waits}'),
      if(link = 1, CAST([(x, toUInt8(1), x, [x])], '${waits}'),
        arrayMap(e -> (e.1, toUInt8(link), x, arrayPushBack(arrayResize(e.4, link - 1, toInt64(-1)), x)),
          arraySlice(arrayFilter(e -> x - e.3 <= within${inTime}, waiting), 1, 1)))),
      acc.1, ${numbers}, ${wanted}, ${within})])[1],
  codes, xs, (arrayMap(link -> CAST([], '${waits}'), ${numbers}), toUInt8(0), CAST([], 'Array(Int64)'))).3`;
  return withColumns(walked.relation, [...walkedColumns(walked, links, order, params), ['best', best]]);
}
