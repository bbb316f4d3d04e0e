import type { Filter } from '@desirepath/schema';
import type { CountedVariants } from '../conformance/measure.ts';
import { VariantTallies } from '../conformance/variant-tallies.ts';
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

/** SQL of the text whose characters are the bytes of a sequence: JSON takes it as it is, and nobody has to decode it. */
const asText = (sequence: string): string =>
  `arrayStringConcat(arrayMap(b -> if(b < 128, char(b), char(192 + intDiv(b, 64), 128 + b % 64)), reinterpret(${sequence}, 'Array(UInt8)')))`;

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
  // Columns of rows that are put together, in the order of the sequences whichever thread brought them.
  const inOrder = (columns: readonly string[]): string =>
    `arraySort(groupArray((s, ${columns.join(', ')}))) AS sorted, arrayMap(one -> ${asText('one.1')}, sorted) AS variants,
  ${columns.map((name, i) => `arrayMap(one -> toFloat64(one.${i + 2}), sorted) AS all_${name}`).join(', ')}`;
  return {
    variants: query(
      (where, open, params) => `SELECT
  variants, all_over AS over, all_over_goals AS over_goals, all_open AS open, all_open_goals AS open_goals, all_variants, all_journeys
FROM (
  SELECT
    ${inOrder(['over', 'over_goals', 'open', 'open_goals'])},
    toFloat64(any(every_variant)) AS all_variants, toFloat64(any(every_journey)) AS all_journeys
  FROM (
    SELECT * FROM (
      SELECT *, count() OVER () AS every_variant, sum(over + open) OVER () AS every_journey
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
    ORDER BY s
  )
  GROUP BY ${row} AS part
  ORDER BY part
)`,
    ),
    orders: query(
      (where, open, params) => `SELECT currency, variants, all_still AS still, all_orders AS orders, all_value AS value
FROM (
  SELECT
    currency,
    ${inOrder(['still', 'orders', 'value'])}
  FROM (
    SELECT sequence AS s, still, currency, count() AS orders, sum(paid.value) AS value
    FROM (
    ${ordersOnce(params.include(context.journeys), { sequence: 's', still: open }, where)}
    ) AS paid
    GROUP BY s, still, currency
    ORDER BY s
  )
  GROUP BY currency, ${row} AS part
  ORDER BY currency, part
)`,
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
  keep?: (variant: string) => string,
): FetchedVariants {
  const fetched = rows.flatMap((row) => list(row, 'variants').map(String));
  const { variants, places } =
    keep === undefined ? { variants: fetched, places: undefined } : merged(fetched.map(keep));
  const placeOf = (at: number): number => places?.[at] ?? at;
  const over = new VariantTallies(variants.length);
  const open = new VariantTallies(variants.length);
  let from = 0;
  for (const row of rows) {
    for (const [tallies, journeys, goals] of [
      [over, list(row, 'over'), list(row, 'over_goals')],
      [open, list(row, 'open'), list(row, 'open_goals')],
    ] as const) {
      for (let i = 0; i < journeys.length; i++) tallies.add(placeOf(from + i), Number(journeys[i]), Number(goals[i]));
    }
    from += list(row, 'variants').length;
  }
  for (const row of orderRows) {
    const currency = text(row, 'currency');
    const [still, orders, value] = [list(row, 'still'), list(row, 'orders'), list(row, 'value')];
    // Both are in the order of the sequences, so that one walk finds them all.
    let at = 0;
    list(row, 'variants').forEach((name, i) => {
      const variant = String(name);
      if (i === 0) at = firstNotBelow(fetched, variant);
      while (at < fetched.length && (fetched[at] ?? '') < variant) at += 1;
      if (fetched[at] !== variant) return;
      (Number(still[i]) === 1 ? open : over).addOrders(placeOf(at), currency, Number(orders[i]), Number(value[i]));
    });
  }
  return {
    variants,
    over,
    open,
    allVariants: num(rows[0], 'all_variants'),
    allJourneys: num(rows[0], 'all_journeys'),
  };
}

/** Each text once, in ascending order, and where each of the texts given is among them. */
function merged(texts: readonly string[]): { variants: string[]; places: Int32Array } {
  const variants = [...new Set(texts)].sort();
  const places = new Map(variants.map((variant, place) => [variant, place]));
  return { variants, places: Int32Array.from(texts, (variant) => places.get(variant) ?? 0) };
}

/** Place of the first of sorted texts that is not below another. */
function firstNotBelow(texts: readonly string[], text: string): number {
  let [low, high] = [0, texts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((texts[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
