import type { Filter } from '@desirepath/schema';
import type { CountedVariants } from '../conformance/measure.ts';
import { addOrders, emptyTally, type Tally } from '../conformance/tally.ts';
import type { Sql } from '../sql.ts';
import { filterText, spanText } from './filter.ts';
import { journeyMoments } from './journey-moments.ts';
import { ordersOnce } from './orders-once.ts';
import { Params } from './params.ts';
import type { Span } from './period.ts';
import type { QuestionContext, Row } from './question.ts';
import { list, num, text } from './row-values.ts';

/** Most sequences that are fetched; beyond, the rarest are left out, and the answer says so. */
const MOST_VARIANTS = 1_000_000;
/** Sequences that come in one row: a row for each would cost more than the sequence. */
const IN_A_ROW = 5000;

/** Value of a hexadecimal digit, upper case as ClickHouse writes it. */
const digit = (code: number): number => (code < 65 ? code - 48 : code - 55);

const bytes = (hex: string): string => {
  let variant = '';
  for (let i = 0; i < hex.length; i += 2) {
    variant += String.fromCharCode(digit(hex.charCodeAt(i)) * 16 + digit(hex.charCodeAt(i + 1)));
  }
  return variant;
};

/**
 * The queries for every different sequence of touchpoints with its journeys (those that are over and those still open
 * apart) and its orders. An order counts once, with the journey that began first.
 */
export function variantQueries(filter: Filter | undefined, span: Span, context: QuestionContext): Record<string, Sql> {
  const query = (write: (where: string, open: string, params: Params) => string): Sql => {
    const params = new Params('q_');
    const where = `${spanText('start', span, params)} AND ${filterText(filter, params)}`;
    return params.sql(write(where, `toUInt8(NOT ${journeyMoments(context, params).over})`, params));
  };
  const row = `intDiv(rowNumberInAllBlocks(), ${IN_A_ROW})`;
  return {
    variants: query(
      (where, open, params) => `SELECT
  arrayStringConcat(groupArray(hex(s)), ' ') AS variants,
  groupArray(toFloat64(over)) AS over,
  groupArray(toFloat64(over_goals)) AS over_goals,
  groupArray(toFloat64(open)) AS open,
  groupArray(toFloat64(open_goals)) AS open_goals,
  toFloat64(any(all_variants)) AS all_variants,
  toFloat64(any(all_journeys)) AS all_journeys
FROM (
  SELECT *, count() OVER () AS all_variants, sum(over + open) OVER () AS all_journeys
  FROM (
    SELECT
      s,
      countIf(still = 0) AS over,
      countIf(still = 0 AND goal_at >= 0) AS over_goals,
      countIf(still = 1) AS open,
      countIf(still = 1 AND goal_at >= 0) AS open_goals
    FROM (SELECT s, goal_at, ${open} AS still FROM (${params.include(context.journeys)}) WHERE ${where})
    GROUP BY s
  )
  ORDER BY over + open DESC, s
  LIMIT ${MOST_VARIANTS}
)
GROUP BY ${row}`,
    ),
    orders: query(
      (where, open, params) => `SELECT
  currency,
  arrayStringConcat(groupArray(hex(s)), ' ') AS variants,
  groupArray(still) AS still,
  groupArray(toFloat64(orders)) AS orders,
  groupArray(toFloat64(value)) AS value
FROM (
  SELECT sequence AS s, still, currency, count() AS orders, sum(paid.value) AS value
  FROM (
  ${ordersOnce(params.include(context.journeys), { sequence: 's', still: open }, where)}
  ) AS paid
  GROUP BY s, still, currency
)
GROUP BY currency, ${row}`,
    ),
  };
}

/** What the rows of {@link variantQueries} say. */
export interface FetchedVariants extends CountedVariants {
  allVariants: number;
  allJourneys: number;
}

/**
 * Puts the rows together.
 * @param keep what is looked at of a sequence; sequences that look the same then are one variant
 */
export function foldVariants(
  rows: readonly Row[],
  orderRows: readonly Row[],
  keep: (variant: string) => string = (variant) => variant,
): FetchedVariants {
  const over = new Map<string, Tally>();
  const open = new Map<string, Tally>();
  const tallyOf = (tallies: Map<string, Tally>, variant: string): Tally => {
    let tally = tallies.get(variant);
    if (tally === undefined) {
      tally = emptyTally();
      tallies.set(variant, tally);
    }
    return tally;
  };
  for (const row of rows) {
    const counts = [
      [over, list(row, 'over'), list(row, 'over_goals')],
      [open, list(row, 'open'), list(row, 'open_goals')],
    ] as const;
    text(row, 'variants')
      .split(' ')
      .forEach((hex, i) => {
        const variant = keep(bytes(hex));
        for (const [tallies, journeys, goals] of counts) {
          if (Number(journeys[i]) === 0) continue;
          const tally = tallyOf(tallies, variant);
          tally.journeys += Number(journeys[i]);
          tally.goals += Number(goals[i]);
        }
      });
  }
  for (const row of orderRows) {
    const [still, orders, value] = [list(row, 'still'), list(row, 'orders'), list(row, 'value')];
    text(row, 'variants')
      .split(' ')
      .forEach((hex, i) => {
        const tally = (Number(still[i]) === 1 ? open : over).get(keep(bytes(hex)));
        if (tally !== undefined) addOrders(tally, text(row, 'currency'), Number(orders[i]), Number(value[i]));
      });
  }
  const variants = [...new Set([...over.keys(), ...open.keys()])].sort();
  return {
    variants,
    over: variants.map((variant) => over.get(variant)),
    open: variants.map((variant) => open.get(variant)),
    allVariants: num(rows[0], 'all_variants'),
    allJourneys: num(rows[0], 'all_journeys'),
  };
}
