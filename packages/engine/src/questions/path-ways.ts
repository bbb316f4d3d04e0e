import type { PathsPlan } from '@desirepath/schema';
import { HEAD } from '../stitch/encode-journeys.ts';
import type { Codebook } from './codebook.ts';
import { filterText, spanText } from './filter.ts';
import { journeyMoments } from './journey-moments.ts';
import type { Params } from './params.ts';
import type { Span } from './period.ts';
import type { QuestionContext } from './question.ts';

/** Byte that opens a way which leads back to where the journey began; no touchpoint has it. */
export const START = 0;
/** Byte that closes a way on which the journey ended; no touchpoint has it. What may still go on is closed by nothing. */
export const END = 255;
/** Byte behind as many touchpoints as the depth, where it can only say that more follow: at the end of a number, 0 would be lost. */
const MORE = 1;

/** SQL with `way`, `journeys`, `goals` and `open`, the same way in as many rows as it likes; and what is done over a way. */
export interface Ways {
  from: string;
  /** The array of its codes, and what orders ways alike. */
  path: string;
  order: string;
  /** Whether it does not come to where it should lead. */
  cut: string;
}

/** Ways of journeys of the same touchpoints: all on one, or the ended ones on another than those that may still go on. */
interface Forks {
  goesOn: string;
  more: string;
  ended: string;
  open: string;
}

/** The ways that a plan asks for. @throws PlanError for an unknown touchpoint */
export function pathWays(plan: PathsPlan, book: Codebook, context: QuestionContext, span: Span, params: Params): Ways {
  const over = journeyMoments(context, params).over;
  const counts = `countIf(${over}) AS ended, countIf(${over} AND goal_at >= 0) AS ended_goals,
        countIf(NOT ${over}) AS unended, countIf(NOT ${over} AND goal_at >= 0) AS unended_goals`;
  const journeys = `FROM (${params.include(context.journeys)})
      WHERE ${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
  const beginsOnly = plan.from === undefined && plan.to === undefined && plan.collapse && plan.depth < HEAD;
  return beginsOnly ? headWays(plan, counts, journeys, params) : variantWays(plan, book, counts, journeys, params);
}

/** Over the counts of some journeys, the rows that they make. */
function forked({ goesOn, more, ended, open }: Forks, relation: string): string {
  return `SELECT fork.1 AS way, fork.2 AS journeys, fork.3 AS goals, fork.4 AS open
  FROM (
    SELECT arrayJoin(if(${goesOn},
      [(${more}, ended + unended, ended_goals + unended_goals, unended - unended_goals)],
      [(${ended}, ended, ended_goals, toInt64(0)), (${open}, unended, unended_goals, unended - unended_goals)])) AS fork
    FROM (${relation})
  )
  WHERE fork.2 > 0`;
}

/**
 * How every journey begins, from the first touchpoints that each has as one number: such a number is the way. The byte after
 * them is only whether there are more.
 */
function headWays({ depth: most }: PathsPlan, counts: string, journeys: string, params: Params): Ways {
  const depth = params.add('depth', 'UInt8', most);
  const next = 1n << BigInt(8 * most);
  const [bits, more] = [
    params.add('kept_bits', 'UInt64', (next - 1n).toString()),
    params.add('more', 'UInt64', (next * BigInt(MORE)).toString()),
  ];
  return {
    from: forked(
      {
        goesOn: `touches > ${depth}`,
        more: 'kept',
        ended: `bitOr(kept, bitShiftLeft(toUInt64(${END}), 8 * touches))`,
        open: 'kept',
      },
      `
      SELECT *, toUInt8(length(reinterpretAsString(kept))) AS touches
      FROM (
        SELECT bitOr(bitAnd(head, ${bits}), if(head < ${more}, 0, ${more})) AS kept,
        ${counts}
        ${journeys}
        GROUP BY kept
      )`,
    ),
    path: "reinterpret(reinterpretAsString(way), 'Array(UInt8)')",
    order: 'byteSwap(way)',
    cut: '0',
  };
}

/** The same for any part of journeys. Those of the same touchpoints are put together before anything is cut. */
function variantWays(plan: PathsPlan, book: Codebook, counts: string, journeys: string, params: Params): Ways {
  const { places, kept, forks, cut } = keptTexts(plan, book, params);
  const codes = "reinterpret(s, 'Array(UInt8)')";
  const from = forked(
    forks,
    `
      SELECT *, ${kept} AS kept
      FROM (
        SELECT *, ${places}
        FROM (
        SELECT ${plan.collapse ? `arrayCompact(${codes})` : codes} AS codes,
        ${counts}
        ${journeys}
        GROUP BY s
        )
      )
      WHERE notEmpty(kept)`,
  );
  return { from, path: 'way', order: 'way', cut };
}

/**
 * SQL of what is kept of a journey's touchpoints `codes` (runs already collapsed where asked), empty where it has no such path, and
 * of the places that this rests on. The first occurrence counts, so a journey is on one path only.
 */
function keptTexts(plan: PathsPlan, book: Codebook, params: Params) {
  const depth = params.add('depth', 'Int64', plan.depth);
  const from = plan.from === undefined ? undefined : params.add('from_code', 'UInt8', book.code(plan.from, 'from'));
  const to = plan.to === undefined ? undefined : params.add('to_code', 'UInt8', book.code(plan.to, 'to'));
  // However a journey goes on, it is known how it comes from one place to another.
  const one: Forks = { goesOn: '1', more: 'kept', ended: 'kept', open: 'kept' };
  if (from !== undefined && to !== undefined) {
    return {
      places: `toInt64(indexOf(codes, ${from})) AS first, toInt64(arrayFirstIndex((c, i) -> c = ${to} AND first > 0 AND i > first, codes, arrayEnumerate(codes))) AS last`,
      kept: `arraySlice(codes, greatest(first, 1), if(last > 0, least(last - first + 1, ${depth}), 0))`,
      forks: one,
      cut: `way[-1] != ${to}`,
    };
  }
  if (to !== undefined) {
    return {
      places: `toInt64(indexOf(codes, ${to})) AS last`,
      kept: `arrayConcat(if(last > 0 AND last <= ${depth}, [toUInt8(${START})], CAST([], 'Array(UInt8)')), arraySlice(codes, greatest(last - ${depth} + 1, 1), least(last, ${depth})))`,
      forks: one,
      cut: '0',
    };
  }
  const closed = (by: number): string => `arrayPushBack(kept, toUInt8(${by}))`;
  return {
    places: `${from === undefined ? 'toInt64(1)' : `toInt64(indexOf(codes, ${from}))`} AS first`,
    kept: `arraySlice(codes, greatest(first, 1), if(first > 0, ${depth}, 0))`,
    forks: { goesOn: `length(codes) - first >= ${depth}`, more: closed(MORE), ended: closed(END), open: 'kept' },
    cut: '0',
  };
}
