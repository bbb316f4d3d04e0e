import type { GraphAnswer, GraphPlan } from '@desirepath/schema';
import { answerCommon } from './answer-common.ts';
import { codebook } from './codebook.ts';
import { graphQueries, RADIX } from './graph-queries.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext } from './question.ts';
import { list, num } from './row-values.ts';

/**
 * What directly follows what, in whole journeys. `journeys` of an edge are those that a strict funnel of its two touchpoints
 * counts.
 */
export function graphQuestion(plan: GraphPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const book = codebook(context);
  return {
    queries: graphQueries(plan, context, span),
    answer({ walked = [], nodes = [] }): GraphAnswer {
      const journeys = nodes.reduce((sum, row) => sum + num(row, 'begun'), 0);
      const name = (code: number): string => book.touchpoint(code).touchpoint;
      const sorted = [...walked].sort(
        (a, b) => num(b, 'transitions') - num(a, 'transitions') || num(a, 'edge') - num(b, 'edge'),
      );
      const shown = sorted.slice(0, plan.limit);
      const left = sorted.slice(plan.limit);
      const endsOf = (which: 'begun' | 'ended'): GraphAnswer['starts'] =>
        nodes
          .filter((row) => num(row, which) > 0)
          .map((row) => ({
            ...book.touchpoint(num(row, 'code')),
            journeys: num(row, which),
            share: num(row, which) / journeys,
            conversion: num(row, `${which}_goals`) / num(row, which),
          }))
          .sort((a, b) => b.journeys - a.journeys || (a.touchpoint < b.touchpoint ? -1 : 1));
      const openAt = new Map(nodes.map((row) => [name(num(row, 'code')), num(row, 'open')]));
      // A touchpoint is there as often as something leads to it or a journey begins with it.
      const reached = new Map<number, number>();
      for (const row of walked) {
        const to = num(row, 'edge') % RADIX;
        reached.set(to, (reached.get(to) ?? 0) + num(row, 'transitions'));
      }
      return {
        plan: 'graph',
        ...answerCommon(context, span, [
          { what: 'edges', count: left.length },
          { what: 'transitions', count: left.reduce((sum, row) => sum + num(row, 'transitions'), 0) },
        ]),
        journeys,
        edges: shown.map((row) => {
          const edge = num(row, 'edge');
          const [median = 0, p90 = 0] = list(row, 'quantiles').map(Number);
          return {
            from: name(Math.floor(edge / RADIX)),
            to: name(edge % RADIX),
            transitions: num(row, 'transitions'),
            journeys: num(row, 'journeys'),
            share: num(row, 'journeys') / journeys,
            conversion: num(row, 'journeys_goals') / num(row, 'journeys'),
            median_ms: median,
            p90_ms: p90,
          };
        }),
        nodes: nodes
          .map((row) => ({
            ...book.touchpoint(num(row, 'code')),
            times: (reached.get(num(row, 'code')) ?? 0) + num(row, 'begun'),
            journeys: num(row, 'journeys'),
            conversion: num(row, 'journeys_goals') / num(row, 'journeys'),
          }))
          .sort((a, b) => b.times - a.times || (a.touchpoint < b.touchpoint ? -1 : 1)),
        starts: endsOf('begun'),
        ends: endsOf('ended').map((end) => ({ ...end, open: openAt.get(end.touchpoint) ?? 0 })),
      };
    },
  };
}
