import type { FlowAnswer, FlowPlan } from '@desirepath/schema';
import { answerCommon } from './answer-common.ts';
import { codebook } from './codebook.ts';
import { BEYOND, END, journeyVariants } from './journey-variants.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext } from './question.ts';
import { num } from './row-values.ts';

/**
 * Where journeys go, step by step. Nothing is cut but by the depth: nodes are bounded by touchpoints x depth, and each says
 * how many of its journeys end there, how many may still go on from there, and how many go on beyond.
 * @throws PlanError for an unknown touchpoint
 */
export function flowQuestion(plan: FlowPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const book = codebook(context);
  const params = new Params('q_');
  const depth = params.add('depth', 'UInt32', plan.depth);
  const from = plan.from === undefined ? undefined : params.add('from_code', 'UInt8', book.code(plan.from, 'from'));
  const walked = from === undefined ? 'codes' : `arraySlice(codes, indexOf(codes, ${from}))`;
  const kept = from === undefined ? '' : ` WHERE has(codes, ${from})`;
  const links = params.sql(`SELECT
  link.1 AS step, link.2 AS here, link.3 AS next, toFloat64(sum(variant_journeys)) AS count, toFloat64(sum(variant_goals)) AS goals,
  toFloat64(sum(variant_open)) AS open
FROM (
  SELECT
    variant_journeys, variant_goals, variant_open, ${walked} AS walk,
    arrayJoin(arrayMap(i -> (toUInt8(i), walk[i], toUInt8(multiIf(i = length(walk), ${END}, i = ${depth}, ${BEYOND}, walk[i + 1]))),
      range(1, least(length(walk), ${depth}) + 1))) AS link
  FROM (${journeyVariants(plan, context, span, params)})${kept}
)
GROUP BY link
ORDER BY step, count DESC, here, next`);

  return {
    queries: { links },
    answer({ links: rows = [] }): FlowAnswer {
      const nodes = new Map<string, FlowAnswer['nodes'][number] & { goals: number }>();
      const told: FlowAnswer['links'] = [];
      for (const row of rows) {
        const [step, next, count, goals] = [num(row, 'step'), num(row, 'next'), num(row, 'count'), num(row, 'goals')];
        const { touchpoint, stage } = book.touchpoint(num(row, 'here'));
        const key = `${step} ${touchpoint}`;
        const node = nodes.get(key) ?? {
          step,
          touchpoint,
          stage,
          count: 0,
          dropped: 0,
          open: 0,
          beyond: 0,
          conversion: 0,
          goals: 0,
        };
        nodes.set(key, node);
        node.count += count;
        node.goals += goals;
        if (next === END) {
          node.open += num(row, 'open');
          node.dropped += count - num(row, 'open');
        } else if (next === BEYOND) node.beyond += count;
        else
          told.push({ step, from: touchpoint, to: book.touchpoint(next).touchpoint, count, conversion: goals / count });
      }
      const list = [...nodes.values()].map(({ goals, ...node }) => ({ ...node, conversion: goals / node.count }));
      return {
        plan: 'flow',
        ...answerCommon(context, span),
        journeys: list.reduce((sum, node) => sum + (node.step === 1 ? node.count : 0), 0),
        nodes: list.sort((a, b) => a.step - b.step || b.count - a.count || (a.touchpoint < b.touchpoint ? -1 : 1)),
        links: told,
      };
    },
  };
}
