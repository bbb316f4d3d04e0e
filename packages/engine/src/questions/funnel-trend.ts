import type { FunnelAnswer, FunnelPlan } from '@desirepath/schema';
import type { Sql } from '../sql.ts';
import type { FunnelRelation } from './funnel-relation.ts';
import { type Carried, carriedText } from './funnel-units.ts';
import { Params } from './params.ts';
import type { QuestionContext, Row } from './question.ts';
import { list, text } from './row-values.ts';

const CARRIED: readonly Carried[] = ['began'];
/** Days or weeks given, the latest; what was before is said to be left out. */
const MOST_SPANS = 1000;

/** The query behind the trend: how many that began in each day or week reached each step. Empty spans have no row. */
export function trendQuery(plan: FunnelPlan, context: QuestionContext, relation: FunnelRelation): Sql {
  const params = new Params('q_');
  const zone = params.add('zone', 'String', context.timeZone);
  const moment = `toTimeZone(fromUnixTimestamp64Milli(${carriedText('began', CARRIED)}, 'UTC'), ${zone})`;
  const day = plan.trend === 'week' ? `toMonday(${moment})` : `toDate(${moment})`;
  return params.sql(`SELECT
  toString(${day}) AS day, sumForEach(arrayMap(x -> toFloat64(x >= 0), times)) AS counts, toFloat64(count() OVER ()) AS spans
FROM (${relation.full(CARRIED, params)})
GROUP BY day
HAVING counts[1] > 0
ORDER BY day DESC
LIMIT ${MOST_SPANS}`);
}

/** Makes the trend of its rows, the oldest first. */
export function foldTrend(rows: readonly Row[]): FunnelAnswer['trend'] {
  return rows.map((row) => ({ from: text(row, 'day'), counts: list(row, 'counts').map(Number) })).reverse();
}
