import type { GraphAnswer, GraphPlan } from '@desirepath/schema';
import { answerCommon } from './answer-common.ts';
import { codebook } from './codebook.ts';
import { graphQueries, RADIX } from './graph-queries.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { list, num } from './row-values.ts';

/** Adds up a number of rows by another. */
function sums(rows: readonly Row[], by: string, what: string): Map<number, number> {
  const found = new Map<number, number>();
  for (const row of rows) found.set(num(row, by), (found.get(num(row, by)) ?? 0) + num(row, what));
  return found;
}

/**
 * What directly follows what, in whole journeys. `journeys` of an edge are those that a strict funnel of its two touchpoints
 * counts.
 */
export function graphQuestion(plan: GraphPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const book = codebook(context);
  return {
    queries: graphQueries(plan, context, span),
    answer({ walked = [], nodes = [], ends = [] }): GraphAnswer {
      const journeys = ends.reduce((sum, row) => sum + num(row, 'journeys'), 0);
      const name = (code: number): string => book.touchpoint(code).touchpoint;
      const sorted = [...walked].sort(
        (a, b) => num(b, 'transitions') - num(a, 'transitions') || num(a, 'edge') - num(b, 'edge'),
      );
      const shown = sorted.slice(0, plan.limit);
      const left = sorted.slice(plan.limit);
      const endsOf = (which: 'first' | 'last'): GraphAnswer['starts'] => {
        const goals = sums(ends, which, 'goals');
        return [...sums(ends, which, 'journeys')]
          .map(([code, count]) => ({
            ...book.touchpoint(code),
            journeys: count,
            share: count / journeys,
            conversion: (goals.get(code) ?? 0) / count,
          }))
          .sort((a, b) => b.journeys - a.journeys || (a.touchpoint < b.touchpoint ? -1 : 1));
      };
      // A touchpoint is there as often as something leads to it or a journey begins with it.
      const begun = sums(ends, 'first', 'journeys');
      const reached = sums(
        walked.map((row) => ({ code: num(row, 'edge') % RADIX, transitions: num(row, 'transitions') })),
        'code',
        'transitions',
      );
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
            conversion: num(row, 'goals') / num(row, 'journeys'),
            median_ms: median,
            p90_ms: p90,
          };
        }),
        nodes: nodes
          .map((row) => ({
            ...book.touchpoint(num(row, 'code')),
            times: (reached.get(num(row, 'code')) ?? 0) + (begun.get(num(row, 'code')) ?? 0),
            journeys: num(row, 'journeys'),
            conversion: num(row, 'goals') / num(row, 'journeys'),
          }))
          .sort((a, b) => b.times - a.times || (a.touchpoint < b.touchpoint ? -1 : 1)),
        starts: endsOf('first'),
        ends: endsOf('last'),
      };
    },
  };
}
