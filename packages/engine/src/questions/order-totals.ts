import type { Money } from '@desirepath/schema';
import type { Sql } from '../sql.ts';
import { ordersOnce } from './orders-once.ts';
import type { Params } from './params.ts';
import type { Row } from './question.ts';
import { num, text } from './row-values.ts';

/** Most segments whose orders are told apart; the others' are in the total only. */
const MOST_SEGMENTS = 1000;

/**
 * Orders and their value by currency, in total (`every` = 1) and by segment. An order counts once however many journeys
 * have it: with the journey that began first. Sums are exact decimals until the last moment.
 * @param journeys SQL text of a relation with the columns of `journeys`
 * @param segment SQL expression over them
 * @param where SQL condition over them
 */
export function orderTotals(journeys: string, segment: string, where: string, params: Params): Sql {
  return params.sql(`SELECT
  segment, currency, toUInt8(grouping(segment)) AS every, toFloat64(count()) AS orders, toFloat64(sum(value)) AS value
FROM (
  ${ordersOnce(journeys, { segment }, where)}
)
GROUP BY GROUPING SETS ((currency), (segment, currency))
ORDER BY every DESC, orders DESC, segment, currency
LIMIT ${MOST_SEGMENTS}`);
}

/** What the rows of {@link orderTotals} say about everything. */
export function foldOrders(rows: readonly Row[], currency: string): { orders: number; revenue: Money } {
  const all = rows.filter((row) => num(row, 'every') === 1);
  return {
    orders: all.reduce((sum, row) => sum + num(row, 'orders'), 0),
    revenue: {
      currency,
      amount: all.reduce((sum, row) => (text(row, 'currency') === currency ? sum + num(row, 'value') : sum), 0),
      other: all
        .filter((row) => text(row, 'currency') !== currency && num(row, 'value') !== 0)
        .map((row) => ({ currency: text(row, 'currency'), amount: num(row, 'value') })),
    },
  };
}
