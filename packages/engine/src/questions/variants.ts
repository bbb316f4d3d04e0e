import type { VariantsAnswer, VariantsPlan } from '@desirepath/schema';
import { answerCommon } from './answer-common.ts';
import { type Codebook, codebook } from './codebook.ts';
import { filterText, spanText } from './filter.ts';
import { moneySum } from './money-sum.ts';
import { ordersOnce } from './orders-once.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { list, num, text } from './row-values.ts';

const CODES = "reinterpret(s, 'Array(UInt8)')";

/** SQL of the stage number of each code of a journey, 0 for those on no stage. */
function stagesText(codes: string, context: QuestionContext, params: Params): string {
  const stageOf = new Array<number>(256).fill(0);
  for (const { code, stage } of context.map.touchpoints) stageOf[code] = stage;
  const stages = params.add('stages', 'Array(UInt8)', stageOf);
  return `arrayMap(code -> ${stages}[code + 1], ${codes})`;
}

function wayText(plan: VariantsPlan, context: QuestionContext, params: Params): string {
  if (plan.view === 'exact') return CODES;
  if (plan.view === 'collapsed') return `arrayCompact(${CODES})`;
  return `arrayCompact(arrayFilter(stage -> stage > 0, ${stagesText(CODES, context, params)}))`;
}

/**
 * Journeys that went the very same way, the most frequent ways first, and all other ways by the furthest stage that they
 * reached: nothing is left out of the sums. Cost follows the different sequences, not the journeys.
 * @throws PlanError for a period or a filter that cannot be
 */
export function variantsQuestion(plan: VariantsPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const book = codebook(context);
  const query = (write: (parts: { ways: string; top: string; where: string }, params: Params) => string) => {
    const params = new Params('q_');
    const where = `${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
    const ways = `SELECT way, sum(sequence_journeys) AS journeys, sum(sequence_goals) AS goals
  FROM (
    SELECT ${wayText(plan, context, params)} AS way, count() AS sequence_journeys, countIf(goal_at >= 0) AS sequence_goals
    FROM (${params.include(context.journeys)})
    WHERE ${where}
    GROUP BY s
  )
  GROUP BY way`;
    const top = `SELECT way FROM (${ways}) ORDER BY journeys DESC, way LIMIT ${params.add('limit', 'UInt32', plan.limit)}`;
    return params.sql(write({ ways, top, where }, params));
  };

  return {
    queries: {
      ways: query(
        ({ ways }, params) => `SELECT
  way,
  toFloat64(journeys) AS journeys,
  toFloat64(goals) AS goals,
  toFloat64(count() OVER ()) AS all_ways,
  toFloat64(sum(journeys) OVER ()) AS all_journeys
FROM (${ways})
ORDER BY journeys DESC, way
LIMIT ${params.add('limit', 'UInt32', plan.limit)}`,
      ),
      // An order counts once, with the journey that began first.
      orders: query(
        ({ top, where }, params) => `SELECT
  way, currency, toFloat64(count()) AS orders, toFloat64(sum(value)) AS value
FROM (
  ${ordersOnce(params.include(context.journeys), { way: wayText(plan, context, params) }, where)}
)
WHERE way IN (${top})
GROUP BY way, currency
ORDER BY way, currency`,
      ),
      tail: query(
        ({ ways, top }, params) => `SELECT
  ${plan.view === 'stages' ? 'arrayMax(arrayConcat([toUInt8(0)], way))' : `arrayMax(arrayConcat([toUInt8(0)], ${stagesText('way', context, params)}))`} AS furthest,
  toFloat64(count()) AS variants,
  toFloat64(sum(journeys)) AS group_journeys,
  toFloat64(sum(goals)) AS group_goals,
  argMin(way, (-toInt64(journeys), way)) AS representative,
  toFloat64(max(journeys)) AS representative_journeys
FROM (${ways})
WHERE way NOT IN (${top})
GROUP BY furthest
ORDER BY furthest`,
      ),
    },
    answer({ ways = [], orders = [], tail = [] }): VariantsAnswer {
      const journeys = num(ways[0], 'all_journeys');
      const shown = ways.reduce((sum, row) => sum + num(row, 'journeys'), 0);
      const bought = new Map<string, Row[]>();
      for (const order of orders) bought.set(wayOf(order), [...(bought.get(wayOf(order)) ?? []), order]);
      const named = (row: Row, key = 'way') => nameWay(plan, list(row, key).map(Number), context, book);
      return {
        plan: 'variants',
        ...answerCommon(context, span, [
          { what: 'variants', count: num(ways[0], 'all_ways') - ways.length },
          { what: 'journeys', count: journeys - shown },
        ]),
        view: plan.view,
        journeys,
        variants: num(ways[0], 'all_ways'),
        list: ways.map((row) => {
          const own = bought.get(wayOf(row)) ?? [];
          return {
            ...named(row),
            journeys: num(row, 'journeys'),
            share: num(row, 'journeys') / journeys,
            conversion: num(row, 'goals') / num(row, 'journeys'),
            orders: own.reduce((sum, order) => sum + num(order, 'orders'), 0),
            value: moneySum(
              own.map((order) => ({ value: num(order, 'value'), currency: text(order, 'currency') })),
              context.currency,
            ),
          };
        }),
        tail: tail.map((row) => ({
          furthest: num(row, 'furthest'),
          variants: num(row, 'variants'),
          journeys: num(row, 'group_journeys'),
          share: num(row, 'group_journeys') / journeys,
          conversion: num(row, 'group_goals') / num(row, 'group_journeys'),
          representative: { ...named(row, 'representative'), journeys: num(row, 'representative_journeys') },
        })),
      };
    },
  };
}

const wayOf = (row: Row): string => list(row, 'way').join(' ');

function nameWay(plan: VariantsPlan, way: readonly number[], { map }: QuestionContext, book: Codebook) {
  if (plan.view === 'stages') {
    return { touchpoints: way.map((number) => map.stages[number - 1]?.id ?? ''), stages: [...way] };
  }
  const named = way.map((code) => book.touchpoint(code));
  return { touchpoints: named.map(({ touchpoint }) => touchpoint), stages: named.map(({ stage }) => stage) };
}
