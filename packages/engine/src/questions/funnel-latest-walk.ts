import type { Link } from './funnel-links.ts';
import type { Params } from './params.ts';
import { type Walked, walkedColumns } from './walked-columns.ts';
import { type AddedColumn, withColumns } from './with-columns.ts';

/** A touchpoint that ends no chain. */
const NONE = '(toUInt32(0), toInt64(0), toInt64(0))';

/**
 * The same as `bestWalk` for links of which none may be left out.
 *
 * Of two touchpoints that both end a chain up to some link, the later one's began no sooner, so only the latest of them need be
 * looked at from any touchpoint of the next link. Link by link, `v` holds for each touchpoint that ends a chain its place
 * (from 1), its time, and when the chain began; `b` the latest such touchpoint before each. The first touchpoint that
 * ends the longest chain, and what is before it in `b`, are the chain.
 */
export function latestWalk(
  walked: Walked,
  links: readonly Link[],
  order: 'ordered' | 'strict',
  window: string | undefined,
  params: Params,
): string {
  const codesOf = (name: string, list: readonly number[]): string => params.add(name, 'Array(UInt8)', list);
  const chains = links.flatMap(({ codes, withinMs, without }, i): AddedColumn[] => {
    const link = i + 1;
    const wanted = `has(${codesOf(`link${link}`, codes)}, c)`;
    const before: AddedColumn = [`b${link}`, `arrayShiftRight(arrayFill(p -> p.1 > 0, v${link}), 1, ${NONE})`];
    if (i === 0) {
      return [
        ['v1', `arrayMap((c, x, i) -> if(${wanted}, (i, x, x), ${NONE}), codes, xs, arrayEnumerate(codes))`],
        before,
      ];
    }
    const stopped = `arrayShiftRight(arrayFill(p -> p > 0, arrayMap((c, i) -> if(has(${codesOf(`without${link}`, without)}, c), i, toUInt32(0)), codes, arrayEnumerate(codes))), 1)`;
    const kept = [
      wanted,
      'p.1 > 0',
      ...(withinMs === null ? [] : [`x - p.2 <= ${params.add(`within${link}`, 'Int64', withinMs)}`]),
      ...(window === undefined ? [] : [`x - p.3 <= ${window}`]),
      ...(without.length === 0 ? [] : ['stop <= p.1']),
      ...(order === 'strict' ? ['i = p.1 + 1'] : []),
    ];
    const [more, stops] = without.length === 0 ? ['', ''] : [', stop', `, ${stopped}`];
    return [
      [
        `v${link}`,
        `arrayMap((c, x, i, p${more}) -> if(${kept.join(' AND ')}, (i, x, p.3), ${NONE}), codes, xs, arrayEnumerate(codes), b${i}${stops})`,
      ],
      ...(link < links.length ? [before] : []),
    ];
  });
  const numbers = links.map((_, i) => i + 1);
  const firsts = numbers.map((link): AddedColumn => [`f${link}`, `arrayFirstIndex(p -> p.1 > 0, v${link})`]);
  const places = [...numbers]
    .reverse()
    .map(
      (link): AddedColumn => [
        `p${link}`,
        link === links.length ? `f${link}` : `if(f${link + 1} > 0, b${link}[p${link + 1}].1, f${link})`,
      ],
    );
  const times = `[${numbers.map((link) => `xs[p${link}]`).join(', ')}]`;
  const reached = numbers.map((link) => `(f${link} > 0)`).join(' + ');
  return withColumns(walked.relation, [
    ...walkedColumns(walked, links, order, params),
    ...chains,
    ...firsts,
    ...places,
    ['best', `arraySlice(${times}, 1, ${reached})`],
  ]);
}
