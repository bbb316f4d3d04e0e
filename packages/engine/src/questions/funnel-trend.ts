import type { FunnelAnswer, FunnelPlan } from '@desirepath/schema';
import type { Sql } from '../sql.ts';
import type { FunnelRelation } from './funnel-relation.ts';
import { MOST_TOLD_APART, segmentCarries, segmentTexts } from './funnel-segment.ts';
import { type Carried, carriedText } from './funnel-units.ts';
import { Params } from './params.ts';
import type { QuestionContext, Row } from './question.ts';
import { list, text } from './row-values.ts';

type Trend = FunnelAnswer['trend'];

/** Days or weeks given, the latest; what was before is said to be left out. */
const MOST_SPANS = 1000;

/** SQL of the day on which the span begins in which a unit did. */
function dayText(plan: FunnelPlan, context: QuestionContext, carried: readonly Carried[], params: Params): string {
  const zone = params.add('zone', 'String', context.timeZone);
  const moment = `toTimeZone(fromUnixTimestamp64Milli(${carriedText('began', carried)}, 'UTC'), ${zone})`;
  return plan.trend === 'week' ? `toMonday(${moment})` : `toDate(${moment})`;
}

const COUNTS = 'sumForEach(arrayMap(x -> toFloat64(x >= 0), times)) AS counts';

/** The query behind the trend: how many that began in each day or week reached each step. Empty spans have no row. */
export function trendQuery(plan: FunnelPlan, context: QuestionContext, relation: FunnelRelation): Sql {
  const carried: readonly Carried[] = ['began'];
  const params = new Params('q_');
  const day = dayText(plan, context, carried, params);
  return params.sql(`SELECT
  toString(${day}) AS day, ${COUNTS}, toFloat64(count() OVER ()) AS spans
FROM (${relation.full(carried, params)})
GROUP BY day
HAVING counts[1] > 0
ORDER BY day DESC
LIMIT ${MOST_SPANS}`);
}

/** The same for each of the largest segments, a row each with all its spans. */
export function segmentTrendQuery(plan: FunnelPlan, context: QuestionContext, relation: FunnelRelation): Sql {
  const carried: readonly Carried[] = [...segmentCarries(plan), 'began'];
  const { segment, has } = segmentTexts(plan, relation.steps, carried);
  const params = new Params('q_');
  const day = dayText(plan, context, carried, params);
  return params.sql(`SELECT segment, arraySort(groupArray((day, counts))) AS spans, spans.1 AS days, spans.2 AS counts_by_day
FROM (
  SELECT ${segment} AS segment, toString(${day}) AS day, ${COUNTS}
  FROM (${relation.full(carried, params)})
  WHERE ${has}
  GROUP BY segment, day
  HAVING counts[1] > 0
)
GROUP BY segment
ORDER BY sum(counts[1]) DESC, segment
LIMIT ${MOST_TOLD_APART}`);
}

/** Makes the trend of its rows, the oldest first. */
export function foldTrend(rows: readonly Row[]): Trend {
  return rows.map((row) => ({ from: text(row, 'day'), counts: list(row, 'counts').map(Number) })).reverse();
}

/** Makes that of each segment, by its name, of the spans that the trend of all has. */
export function foldSegmentTrends(rows: readonly Row[], all: Trend): Map<string, Trend> {
  const first = all[0]?.from ?? '';
  return new Map(
    rows.map((row) => {
      const counts = list(row, 'counts_by_day') as readonly (readonly unknown[])[];
      const trend = list(row, 'days').map((day, i) => ({ from: String(day), counts: (counts[i] ?? []).map(Number) }));
      return [text(row, 'segment'), trend.filter(({ from }) => from >= first)];
    }),
  );
}
