import type { Flow, JourneyMap } from '@desirepath/schema';
import { TooManyStatesError } from '../conformance/automaton-builder.ts';
import { mapAutomaton } from '../conformance/map-automaton.ts';
import type { MapProblem } from './check-meaning.ts';
import type { CompiledMap } from './compiled-map.ts';
import { flowNames } from './flow-names.ts';
import { stageIds, touchpointIds } from './map-ids.ts';
import { nearest } from './nearest.ts';

/** Flows that name what the map does not have. */
export function checkFlowNames(map: JourneyMap): MapProblem[] {
  const stages = stageIds(map);
  const touchpoints = touchpointIds(map);
  const check = (flow: Flow | undefined, path: string, owner: string, names: readonly string[]): MapProblem[] =>
    flow === undefined
      ? []
      : flowNames(flow, path)
          .filter(({ name }) => !names.includes(name))
          .map(({ name, path: at }) => {
            const near = nearest(name, names)[0];
            const way =
              near === undefined
                ? `there are ${names.map((word) => `"${word}"`).join(', ')}.`
                : `did you mean "${near}"?`;
            return { path: at, message: `The flow of ${owner} names "${name}", which it does not have; ${way}` };
          });
  return [
    ...check(map.flow, 'flow', 'the map', [...stages, ...touchpoints.flat()]),
    ...map.stages.flatMap((stage, s) =>
      check(stage.flow, `stages[${s}].flow`, `stage ${s + 1} "${stage.name}"`, touchpoints[s] ?? []),
    ),
  ];
}

/** Flows whose parallel blocks multiply beyond what can be computed: those of the stages, else that of the map. */
export function checkFlowSize(map: Pick<CompiledMap, 'stages' | 'touchpoints' | 'flow'>): MapProblem[] {
  const check = (part: typeof map, path: string): MapProblem[] => {
    try {
      mapAutomaton(part);
      return [];
    } catch (error) {
      if (!(error instanceof TooManyStatesError)) throw error;
      return [{ path, message: error.message }];
    }
  };
  const ofStages = map.stages
    .filter((stage) => stage.flow !== null)
    .flatMap((stage) => check({ ...map, stages: [stage], flow: null }, `stages[${stage.number - 1}].flow`));
  return ofStages.length > 0 ? ofStages : check(map, 'flow');
}
