import type { AlignmentMove, Deviation } from '@desirepath/schema';
import { alignVariants } from './align-variants.ts';
import { designedSteps } from './designed-steps.ts';
import { findDeviations } from './find-deviations.ts';
import { fitnessOf, measure, worstCost } from './measure.ts';
import { spelledMove } from './moves.ts';
import type { LogModel } from './process-model.ts';
import { undesignedSteps } from './undesigned-steps.ts';
import { VariantTallies } from './variant-tallies.ts';

/** The activities of one case, in the order of their time. */
export interface LogCase {
  id: string;
  activities: readonly string[];
}

/** How the cases of a log fit a designed process. Every case counts as over. */
export interface LogConformance {
  cases: number;
  events: number;
  variants: number;
  /** States of the model, and activities of its shortest way. */
  states: number;
  shortest: number;
  cost: number;
  /** fitness = 1 - cost / (length + shortest): mean over the cases, of the log as a whole, and cases without deviation. */
  fitness: { average: number | null; log: number | null; designed: number };
  deviations: (Deviation & { cases: number; share: number })[];
  /** Steps from one activity right to another that the model does not have. */
  desire_paths: { touchpoints: string[]; cases: number; share: number }[];
  list: {
    touchpoints: string[];
    cases: number;
    share: number;
    cost: number;
    fitness: number;
    alignment: AlignmentMove[];
    deviations: Deviation[];
  }[];
  /** Every case, in the order given; only where asked for. */
  by_case?: { case: string; cost: number; fitness: number }[];
  complete: boolean;
  left_out: { what: string; count: number }[];
}

/** The last symbol stands for all activities that came after all others were given away. */
const LAST_SYMBOL = 65_535;

/**
 * Aligns a log with a designed process, at least cost.
 * @param options `limit`: entries of each list; `byCase`: whether every case is told
 * @example logConformance(model, [{ id: '1', activities: ['register', 'pay'] }], { limit: 20, byCase: true })
 */
export function logConformance(
  model: LogModel,
  cases: Iterable<LogCase>,
  options: { limit: number; byCase: boolean },
): LogConformance {
  const labels = [...model.labels];
  const strangers = new Map<string, number>();
  const symbolOf = (activity: string): number => {
    const known = model.symbolOf(activity) ?? strangers.get(activity);
    if (known !== undefined) return known;
    if (labels.length >= LAST_SYMBOL - 1) return LAST_SYMBOL;
    labels.push({ touchpoint: activity, stage: 0 });
    strangers.set(activity, labels.length);
    return labels.length;
  };
  const label = (symbol: number) => labels[symbol - 1] ?? { touchpoint: '(other)', stage: 0 };

  const casesOf = new Map<string, number>();
  const variantOf: { id: string; variant: string }[] = [];
  let events = 0;
  for (const { id, activities } of cases) {
    const variant = activities.map((activity) => String.fromCharCode(symbolOf(activity))).join('');
    events += activities.length;
    casesOf.set(variant, (casesOf.get(variant) ?? 0) + 1);
    if (options.byCase) variantOf.push({ id, variant });
  }
  const variants = [...casesOf.keys()].sort();
  const counted = { variants, over: new VariantTallies(variants.length), open: new VariantTallies(0) };
  variants.forEach((variant, i) => {
    counted.over.add(i, casesOf.get(variant) ?? 0, 0);
  });
  const stages = [0, ...labels.map(({ stage }) => stage)];
  const { automaton } = model;
  const measures = measure(automaton, stages, counted);
  const count = measures.all.journeys;
  const steps = undesignedSteps(counted, designedSteps(automaton), () => false).sort(
    (a, b) => b.tally.journeys - a.tally.journeys || a.from - b.from || a.to - b.to,
  );

  const shown = variants.toSorted((a, b) => (casesOf.get(b) ?? 0) - (casesOf.get(a) ?? 0)).slice(0, options.limit);
  const rows = new Map<string, LogConformance['list'][number]>();
  const sorted = shown.toSorted((a, b) => (a < b ? -1 : 1));
  alignVariants(automaton, sorted, (i, costOf, movesOf) => {
    const variant = sorted[i] ?? '';
    const cost = costOf(false);
    const moves = movesOf(false);
    const own = casesOf.get(variant) ?? 0;
    rows.set(variant, {
      touchpoints: Array.from(variant, (char) => label(char.charCodeAt(0)).touchpoint),
      cases: own,
      share: own / count,
      cost,
      fitness: fitnessOf(cost, worstCost(automaton, variant.length, false)),
      alignment: moves.map(spelledMove).map(({ by, symbol }) => ({ by, ...label(symbol) })),
      deviations: findDeviations(moves, (symbol) => stages[symbol] ?? 0).map(({ kind, symbol, moves: its }) => ({
        kind,
        ...label(symbol),
        moves: its,
      })),
    });
  });
  const costs = new Map(variants.map((variant, i) => [variant, measures.over[i]?.cost ?? 0]));
  const leftOut = [
    { what: 'deviations', count: measures.deviations.length - options.limit },
    { what: 'desire paths', count: steps.length - options.limit },
    { what: 'variants', count: variants.length - options.limit },
  ].filter((entry) => entry.count > 0);
  return {
    cases: count,
    events,
    variants: variants.length,
    states: automaton.size,
    shortest: automaton.shortest,
    cost: measures.cost,
    fitness: {
      average: count === 0 ? null : measures.fitnessSum / count,
      log: count === 0 ? null : fitnessOf(measures.cost, measures.worst),
      designed: measures.fitting,
    },
    deviations: measures.deviations.slice(0, options.limit).map(({ kind, symbol, moves, tally }) => ({
      kind,
      ...label(symbol),
      moves,
      cases: tally.journeys,
      share: tally.journeys / count,
    })),
    desire_paths: steps.slice(0, options.limit).map(({ from, to, tally }) => ({
      touchpoints: [label(from).touchpoint, label(to).touchpoint],
      cases: tally.journeys,
      share: tally.journeys / count,
    })),
    list: shown.flatMap((variant) => rows.get(variant) ?? []),
    ...(options.byCase
      ? {
          by_case: variantOf.map(({ id, variant }) => {
            const cost = costs.get(variant) ?? 0;
            return { case: id, cost, fitness: fitnessOf(cost, worstCost(automaton, variant.length, false)) };
          }),
        }
      : {}),
    complete: leftOut.length === 0,
    left_out: leftOut,
  };
}
