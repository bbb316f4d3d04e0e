import type { StepSignal, StepVital } from '@desirepath/schema';
import { VITALS } from '../experience/trouble.ts';
import type { Row } from '../questions/question.ts';
import { num, text } from '../questions/row-values.ts';
import { compareShares, type StepSizes } from './compare-shares.ts';

/** What happened inside a step. */
export interface StepTrouble {
  signals: StepSignal[];
  vitals: StepVital[];
}

/**
 * Makes what happened inside each step of the rows of its query.
 * @param sizes by step
 */
export function foldSignals(signals: readonly Row[], sizes: readonly StepSizes[]): StepTrouble[] {
  return sizes.map((size, index) => {
    const rows = signals.filter((row) => num(row, 'step') === index + 1);
    const met = rows.map((row) => ({
      signal: text(row, 'signal'),
      judged: num(row, 'judged') === 1,
      journeys: num(row, 'journeys'),
      events: num(row, 'events'),
    }));
    const names = [...new Set(met.filter(({ journeys }) => journeys > 0).map(({ signal }) => signal))];
    const told = names.map((signal) => {
      const of = (judged: boolean) => met.find((one) => one.signal === signal && one.judged === judged);
      return compare(signal, of(true), of(false), size);
    });
    return {
      signals: told
        .sort((a, b) => b.score - a.score || (a.told.signal < b.told.signal ? -1 : 1))
        .map((one) => one.told),
      vitals: Object.keys(VITALS).flatMap((vital) => vitalOf(vital as StepVital['vital'], rows)),
    };
  });
}

interface Met {
  signal: string;
  judged: boolean;
  journeys: number;
  events: number;
}

function compare(signal: string, now: Met | undefined, before: Met | undefined, size: StepSizes) {
  const journeys = now?.journeys ?? 0;
  const { score, ...shares } = compareShares(journeys, before?.journeys ?? 0, size);
  const told: StepSignal = { signal, events: now?.events ?? 0, journeys, ...shares };
  return { told, score };
}

function vitalOf(vital: StepVital['vital'], rows: readonly Row[]): StepVital[] {
  const of = (judged: number) =>
    rows.find((row) => text(row, 'signal') === `poor_${vital}` && num(row, 'judged') === judged);
  const now = of(1);
  if (now === undefined) return [];
  const before = of(0);
  return [
    {
      vital,
      p75: num(now, 'p75'),
      measured: num(now, 'measured'),
      reference_p75: before === undefined ? null : num(before, 'p75'),
    },
  ];
}
