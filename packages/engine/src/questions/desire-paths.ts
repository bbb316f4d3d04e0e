import type { ConformanceAnswer, ConformancePlan } from '@desirepath/schema';
import type { Automaton } from '../conformance/automaton.ts';
import { designedSteps } from '../conformance/designed-steps.ts';
import type { CountedVariants, Measures } from '../conformance/measure.ts';
import type { Outcome } from '../conformance/outcomes.ts';
import { amountIn, type Tally } from '../conformance/tally.ts';
import { undesignedSteps } from '../conformance/undesigned-steps.ts';
import type { CompiledMap } from '../map/compiled-map.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import type { Codebook } from './codebook.ts';
import { conversionOf, moneyOf } from './tally-values.ts';

type DesirePath = ConformanceAnswer['desire_paths'][number];

/** A way that the map does not have, with what it is compared with. */
interface Candidate {
  kind: DesirePath['kind'];
  symbols: readonly number[];
  tally: Tally;
  against: Tally;
}

/** What was measured, and what it was measured with. */
interface Measured {
  automaton: Automaton;
  counted: CountedVariants;
  measures: Measures;
  book: Codebook;
  map: CompiledMap;
  currency: string;
}

/** The desire paths that are shown, and how many are not: beyond the limit, and too rare. */
interface DesirePaths {
  list: DesirePath[];
  leftOut: number;
  rare: number;
}

/**
 * Frequent steps and variants that the map does not have, ranked by lift and by money. Shown are the best by either rank.
 */
export function desirePaths(plan: ConformancePlan, measured: Measured): DesirePaths {
  const { measures, currency, book } = measured;
  const least = Math.max(1, plan.min_share * measures.all.journeys);
  const steps = transitions(measured);
  const ways = variants(measured, least);
  const frequent = [...steps.filter(({ tally }) => tally.journeys >= least), ...ways.frequent].map((path) => ({
    ...path,
    ...worth(path, currency),
  }));
  const byLift = ranked(frequent, ({ lift }) => lift);
  const byGain = ranked(frequent, ({ gain }) => gain);
  const half = Math.ceil(plan.limit / 2);
  // Half of the places for the best by gain, the rest for the best by lift, then by gain again.
  const shown = new Set(
    [...byGain.slice(0, half), ...byLift.slice(0, plan.limit - half), ...byGain].slice(0, frequent.length),
  );
  const chosen = new Set([...shown].slice(0, plan.limit));
  const list = byGain
    .filter((path) => chosen.has(path))
    .map(
      (path): DesirePath => ({
        kind: path.kind,
        touchpoints: path.symbols.map((symbol) => book.touchpoint(symbol).touchpoint),
        journeys: path.tally.journeys,
        share: path.tally.journeys / measures.all.journeys,
        conversion: conversionOf(path.tally) ?? 0,
        interval: wilsonInterval(conversionOf(path.tally) ?? 0, path.tally.journeys),
        value: moneyOf(path.tally, currency),
        against: {
          journeys: path.against.journeys,
          conversion: conversionOf(path.against),
          value: moneyOf(path.against, currency),
        },
        lift: path.lift,
        gain: path.gain,
        rank_by_lift: byLift.indexOf(path) + 1,
        rank_by_gain: byGain.indexOf(path) + 1,
      }),
    );
  return { list, leftOut: frequent.length - list.length, rare: steps.length + ways.all - frequent.length };
}

function transitions({ automaton, counted, map }: Measured): Candidate[] {
  const goal = new Set(map.stages[map.goal - 1]?.codes);
  return undesignedSteps(counted, designedSteps(automaton), (symbol) => goal.has(symbol)).map(
    ({ from, to, tally, against }) => ({ kind: 'transition', symbols: [from, to], tally, against }),
  );
}

/** Whether a journey went elsewhere, rather than just not on. */
const strayed = (outcome: Outcome | undefined): boolean =>
  outcome?.deviations.some(({ kind }) => kind !== 'early_exit') ?? false;

/**
 * Variants that went elsewhere than designed: how many, and those of enough journeys. Only journeys that are over count, as they
 * do of the designed ones that these are compared with: others may still convert.
 */
function variants({ counted, measures }: Measured, least: number): { all: number; frequent: Candidate[] } {
  const frequent: Candidate[] = [];
  let all = 0;
  counted.variants.forEach((variant, i) => {
    if (!strayed(measures.over[i])) return;
    all += 1;
    if (counted.over.journeys(i) < least) return;
    const symbols = Array.from(variant, (char) => char.charCodeAt(0));
    frequent.push({ kind: 'variant', symbols, tally: counted.over.tally(i), against: measures.designed });
  });
  return { all, frequent };
}

/** Lift and gain of a way over what it is compared with. */
function worth({ tally, against }: Candidate, currency: string): { lift: number | null; gain: number | null } {
  const own = conversionOf(tally) ?? 0;
  const other = conversionOf(against);
  return {
    lift: other === null || other === 0 ? null : own / other,
    gain:
      against.journeys === 0
        ? null
        : Math.round(
            (amountIn(tally, currency) - (amountIn(against, currency) / against.journeys) * tally.journeys) * 10_000,
          ) / 10_000,
  };
}

/** The largest first, those without a value last; equal ones by their journeys. */
function ranked<T extends { tally: Tally; symbols: readonly number[] }>(
  paths: readonly T[],
  value: (path: T) => number | null,
): T[] {
  const of = (path: T): number => value(path) ?? Number.NEGATIVE_INFINITY;
  return paths.toSorted((a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x !== y) return x < y ? 1 : -1;
    return b.tally.journeys - a.tally.journeys || (a.symbols.join() < b.symbols.join() ? -1 : 1);
  });
}
