import type { ConformanceAnswer, ConformancePlan } from '@desirepath/schema';
import type { Automaton } from '../conformance/automaton.ts';
import { looseCaveats, mapAutomaton } from '../conformance/map-automaton.ts';
import { type Measures, measure } from '../conformance/measure.ts';
import { type CompiledMap, FIRST_NAME_CODE } from '../map/compiled-map.ts';
import { type FetchedVariants, foldVariants } from './counted-variants.ts';
import type { Row } from './question.ts';

const beyondTheMap = new RegExp(`[${String.fromCharCode(FIRST_NAME_CODE)}-\\uffff]`, 'g');

/** Every different sequence of touchpoints, aligned with the map. */
export interface AlignedJourneys {
  automaton: Automaton;
  /** Numbers of the touchpoints' stages, by code. */
  stages: readonly number[];
  counted: FetchedVariants;
  measures: Measures;
  /** What the map is too large to tell. */
  caveats: string[];
}

/** Aligns what the queries for the sequences have found, each sequence once. */
export function alignJourneys(
  { variants = [], orders = [] }: Record<string, readonly Row[]>,
  map: CompiledMap,
  unmapped: ConformancePlan['unmapped'],
): AlignedJourneys {
  const { automaton, loose } = mapAutomaton(map);
  const stages: number[] = [];
  for (const { code, stage } of map.touchpoints) stages[code] = stage;
  const counted = foldVariants(
    variants,
    orders,
    unmapped === 'ignore' ? (variant) => variant.replace(beyondTheMap, '') : undefined,
  );
  return {
    automaton,
    stages,
    counted,
    measures: measure(automaton, stages, counted),
    caveats: looseCaveats({ loose }),
  };
}

/** How far the journeys are the designed ones. */
export function overallFitness({ all, fitnessSum, cost, worst, fitting }: Measures): ConformanceAnswer['fitness'] {
  const none = all.journeys === 0;
  return {
    average: none ? null : Math.min(1, fitnessSum / all.journeys),
    log: none ? null : worst === 0 ? 1 : 1 - cost / worst,
    designed: fitting,
  };
}
