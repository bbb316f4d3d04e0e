import type { VariantsAnswer, VariantsPlan } from '@desirepath/schema';
import { answerCommon } from './answer-common.ts';
import { type Codebook, codebook } from './codebook.ts';
import { filterText, spanText } from './filter.ts';
import { journeyMoments } from './journey-moments.ts';
import { moneySum } from './money-sum.ts';
import { ordersOnce } from './orders-once.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { list, num, text } from './row-values.ts';
import { mostFrequentWays, type WayGroup, wayGroups } from './way-groups.ts';

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
  const query = (write: (ways: string, where: string, params: Params) => string) => {
    const params = new Params('q_');
    const where = `${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
    const sequences = `SELECT ${wayText(plan, context, params)} AS way, count() AS journeys, countIf(goal_at >= 0) AS goals,
      countIf(${journeyMoments(context, params).undecided}) AS open
    FROM (${params.include(context.journeys)})
    WHERE ${where}
    GROUP BY s`;
    const ways =
      plan.view === 'exact'
        ? sequences
        : `SELECT way, sum(sequences.journeys) AS journeys, sum(sequences.goals) AS goals, sum(sequences.open) AS open
  FROM (${sequences}) AS sequences
  GROUP BY way`;
    return params.sql(write(ways, where, params));
  };

  return {
    queries: {
      // Of each group one more than are listed: however many of it are, the next one represents the rest.
      groups: query(
        (ways, _where, params) => `SELECT
  ${plan.view === 'stages' ? 'arrayMax(arrayConcat([toUInt8(0)], way))' : `arrayMax(arrayConcat([toUInt8(0)], ${stagesText('way', context, params)}))`} AS furthest,
  toFloat64(count()) AS variants,
  toFloat64(sum(journeys)) AS group_journeys,
  toFloat64(sum(goals)) AS group_goals,
  toFloat64(sum(open)) AS group_open,
  arrayMap(first -> (toFloat64(-first.1), first.2, toFloat64(first.3), toFloat64(first.4)), groupArraySorted(${plan.limit + 1})((-toInt64(journeys), way, goals, open))) AS first_ways
FROM (${ways})
GROUP BY furthest
ORDER BY furthest`,
      ),
      // An order counts once, with the journey that began first.
      orders: query(
        (ways, where, params) => `SELECT
  way, currency, toFloat64(count()) AS orders, toFloat64(sum(value)) AS value
FROM (
  ${ordersOnce(params.include(context.journeys), { way: wayText(plan, context, params) }, where)}
)
WHERE way IN (SELECT way FROM (${ways}) ORDER BY journeys DESC, way LIMIT ${params.add('limit', 'UInt32', plan.limit)})
GROUP BY way, currency
ORDER BY way, currency`,
      ),
    },
    answer({ groups: rows = [], orders = [] }): VariantsAnswer {
      const groups = wayGroups(rows);
      const { ways, rest } = mostFrequentWays(groups, plan.limit);
      const sum = (of: (group: WayGroup) => number) => groups.reduce((total, group) => total + of(group), 0);
      const [variants, journeys] = [sum((group) => group.variants), sum((group) => group.journeys)];
      const shown = ways.reduce((total, way) => total + way.journeys, 0);
      const bought = new Map<string, Row[]>();
      for (const order of orders) {
        const key = list(order, 'way').join(' ');
        bought.set(key, [...(bought.get(key) ?? []), order]);
      }
      const named = (way: readonly number[]) => nameWay(plan, way, context, book);
      return {
        plan: 'variants',
        ...answerCommon(context, span, [
          { what: 'variants', count: variants - ways.length },
          { what: 'journeys', count: journeys - shown },
        ]),
        view: plan.view,
        journeys,
        variants,
        list: ways.map(({ way, ...went }) => {
          const own = bought.get(way.join(' ')) ?? [];
          return {
            ...named(way),
            journeys: went.journeys,
            share: went.journeys / journeys,
            conversion: went.goals / went.journeys,
            open: went.open,
            orders: own.reduce((total, order) => total + num(order, 'orders'), 0),
            value: moneySum(
              own.map((order) => ({ value: num(order, 'value'), currency: text(order, 'currency') })),
              context.currency,
            ),
          };
        }),
        tail: rest.map(({ representative, goals, ...group }) => ({
          ...group,
          share: group.journeys / journeys,
          conversion: goals / group.journeys,
          representative: { ...named(representative.way), journeys: representative.journeys },
        })),
      };
    },
  };
}

function nameWay(plan: VariantsPlan, way: readonly number[], { map }: QuestionContext, book: Codebook) {
  if (plan.view === 'stages') {
    return { touchpoints: way.map((number) => map.stages[number - 1]?.id ?? ''), stages: [...way] };
  }
  const named = way.map((code) => book.touchpoint(code));
  return { touchpoints: named.map(({ touchpoint }) => touchpoint), stages: named.map(({ stage }) => stage) };
}
