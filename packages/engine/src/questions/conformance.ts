import type { ConformanceAnswer, ConformancePlan } from '@desirepath/schema';
import type { Measures } from '../conformance/measure.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { alignJourneys, overallFitness } from './align-journeys.ts';
import { answerCommon } from './answer-common.ts';
import { type Codebook, codebook } from './codebook.ts';
import { conversionWithout } from './conversion-without.ts';
import { variantQueries } from './counted-variants.ts';
import { desirePaths } from './desire-paths.ts';
import { listVariants } from './list-variants.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext } from './question.ts';
import { conversionOf, moneyOf } from './tally-values.ts';

/**
 * How far the journeys taken are the designed ones: the least number of touchpoints that must be put in or left out to
 * make each journey a run of the map (an optimal alignment), and what that says about deviations and desire paths.
 *
 * Every different sequence is aligned once, exactly; a journey that may still go on is aligned with a beginning of the
 * map, so that what can still come costs nothing.
 * @throws PlanError for a period or a filter that cannot be
 */
export function conformanceQuestion(plan: ConformancePlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const { currency, map } = context;
  return {
    queries: variantQueries(plan.filter, span, context),
    answer(rows): ConformanceAnswer {
      const { automaton, stages, counted, measures, caveats } = alignJourneys(rows, map, plan.unmapped);
      const { all } = measures;
      const book = codebook(context);
      const paths = desirePaths(plan, { automaton, counted, measures, book, map, currency });
      const listed = listVariants(automaton, counted, measures, stages, book, currency, plan.limit);
      return {
        plan: 'conformance',
        ...answerCommon(context, span, [
          { what: 'journeys', count: counted.allJourneys - all.journeys },
          { what: 'deviations', count: measures.deviations.length - plan.limit },
          { what: 'desire paths', count: paths.leftOut },
          { what: 'desire paths below min_share', count: paths.rare },
          { what: 'variants', count: listed.all - listed.list.length },
        ]),
        journeys: all.journeys,
        open: measures.open.journeys,
        variants: counted.variants.length,
        shortest: automaton.shortest,
        cost: measures.cost,
        fitness: overallFitness(measures),
        conversion: conversionOf(all),
        designed: {
          journeys: measures.designed.journeys,
          conversion: conversionOf(measures.designed),
          value: moneyOf(measures.designed, currency),
        },
        deviations: deviationRows(measures, book, currency, plan.limit),
        desire_paths: paths.list,
        list: listed.list,
        caveats,
      };
    },
  };
}

function deviationRows(
  { all, open: allOpen, deviations }: Measures,
  book: Codebook,
  currency: string,
  limit: number,
): ConformanceAnswer['deviations'] {
  return deviations.slice(0, limit).map(({ kind, symbol, moves, tally, open }) => ({
    kind,
    ...book.touchpoint(symbol),
    moves,
    journeys: tally.journeys,
    share: tally.journeys / all.journeys,
    conversion: conversionOf(tally) ?? 0,
    interval: wilsonInterval(conversionOf(tally) ?? 0, tally.journeys),
    conversion_without: conversionWithout({ tally, open }, { tally: all, open: allOpen }),
    orders: tally.orders,
    value: moneyOf(tally, currency),
  }));
}
