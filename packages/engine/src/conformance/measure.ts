import type { Automaton } from './automaton.ts';
import type { SymbolDeviation } from './find-deviations.ts';
import { type Outcome, OutcomeMemory } from './outcomes.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';
import type { VariantTallies } from './variant-tallies.ts';

/** Variants with their journeys. */
export interface CountedVariants {
  /** In ascending order of their code units, each once. */
  variants: readonly string[];
  /** Journeys that are over, and those that may still go on. */
  over: VariantTallies;
  open: VariantTallies;
}

/** A deviation with the journeys that have it, and of them those that may still go on; `moves` over all of them. */
interface DeviationTally extends SymbolDeviation {
  tally: Tally;
  open: Tally;
}

/** How journeys fit a designed process. */
export interface Measures {
  all: Tally;
  /** Of them, those that may still go on. */
  open: Tally;
  cost: number;
  /** Sum of the journeys' fitness, and of the most that they could cost. */
  fitnessSum: number;
  worst: number;
  /** Journeys without any deviation; and of them those that are over. */
  fitting: number;
  designed: Tally;
  deviations: DeviationTally[];
  /** By variant, what aligning its journeys that are over came to. */
  over: readonly (Outcome | undefined)[];
}

const memory = new OutcomeMemory();

/** The most that aligning can cost: leaving out all that was done and, where it is over, doing the shortest way instead. */
export function worstCost(automaton: Automaton, length: number, open: boolean): number {
  return length + (open ? 0 : automaton.shortest);
}

/** 1 - cost / the most that it could be; 1 where nothing was to be done and nothing was. */
export function fitnessOf(cost: number, worst: number): number {
  return worst === 0 ? 1 : 1 - cost / worst;
}

/**
 * Aligns every variant and adds up what came of its journeys.
 * @param stages numbers of the symbols' stages, by symbol; what is missing has none
 */
export function measure(automaton: Automaton, stages: readonly number[], counted: CountedVariants): Measures {
  const { variants, over, open } = counted;
  const outcomes = memory.outcomes(automaton, stages, variants, { over, open });
  const measures: Measures = {
    all: emptyTally(),
    open: emptyTally(),
    cost: 0,
    fitnessSum: 0,
    worst: 0,
    fitting: 0,
    designed: emptyTally(),
    deviations: [],
    over: outcomes.over,
  };
  // Outcomes are far fewer than variants.
  const byOutcome = { over: new Map<Outcome, Tally>(), open: new Map<Outcome, Tally>() };
  const add = (
    outcome: Outcome | undefined,
    tallies: VariantTallies,
    i: number,
    length: number,
    isOpen: boolean,
  ): void => {
    const journeys = tallies.journeys(i);
    if (outcome === undefined || journeys === 0) return;
    const worst = worstCost(automaton, length, isOpen);
    measures.cost += outcome.cost * journeys;
    measures.worst += worst * journeys;
    measures.fitnessSum += fitnessOf(outcome.cost, worst) * journeys;
    tallies.addTo(measures.all, i);
    if (isOpen) tallies.addTo(measures.open, i);
    if (outcome.cost === 0) {
      measures.fitting += journeys;
      if (!isOpen) tallies.addTo(measures.designed, i);
      return;
    }
    const sums = isOpen ? byOutcome.open : byOutcome.over;
    const sum = sums.get(outcome);
    if (sum === undefined) sums.set(outcome, tallies.tally(i));
    else tallies.addTo(sum, i);
  };
  variants.forEach((variant, i) => {
    add(outcomes.over[i], over, i, variant.length, false);
    add(outcomes.open[i], open, i, variant.length, true);
  });
  measures.deviations = sumDeviations(byOutcome);
  return measures;
}

/** Deviations with their journeys, those of the most journeys first. A journey counts once for each. */
function sumDeviations(byOutcome: Record<'over' | 'open', ReadonlyMap<Outcome, Tally>>): DeviationTally[] {
  const sums = new Map<string, DeviationTally>();
  const add = (isOpen: boolean, { deviations }: Outcome, tally: Tally): void => {
    const met = new Set<string>();
    for (const { kind, symbol, moves } of deviations) {
      const key = `${kind} ${symbol}`;
      const sum = sums.get(key) ?? { kind, symbol, moves: 0, tally: emptyTally(), open: emptyTally() };
      sum.moves += moves * tally.journeys;
      if (!met.has(key)) addTally(sum.tally, tally);
      if (!met.has(key) && isOpen) addTally(sum.open, tally);
      met.add(key);
      sums.set(key, sum);
    }
  };
  for (const [outcome, tally] of byOutcome.over) add(false, outcome, tally);
  for (const [outcome, tally] of byOutcome.open) add(true, outcome, tally);
  return [...sums.values()].sort(
    (a, b) => b.tally.journeys - a.tally.journeys || a.symbol - b.symbol || (a.kind < b.kind ? -1 : 1),
  );
}
