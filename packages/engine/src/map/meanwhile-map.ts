import type { Flow } from '@desirepath/schema';
import { checkFlowSize } from './check-flow.ts';
import type { CompiledMap } from './compiled-map.ts';
import { flowNames } from './flow-names.ts';

/**
 * The map that answers while the history of the next one is being made: all that a stored journey depends on as the map before has
 * it, and everything else (segments, names, targets, windows, flows) as the next one says. Stages and touchpoints are the same by
 * their ids; what the next map no longer has stays as it was, and a flow that names what only the next map has waits for it.
 */
export function meanwhileMap(before: CompiledMap, next: CompiledMap): CompiledMap {
  const known = [...before.stages, ...before.touchpoints].map(({ id }) => id);
  const map = {
    ...before,
    name: next.name,
    stages: before.stages.map((stage) => {
      const found = next.stages.find(({ id }) => id === stage.id);
      if (found === undefined) return stage;
      const own = before.touchpoints.filter((touchpoint) => touchpoint.stage === stage.number).map(({ id }) => id);
      return { ...found, number: stage.number, codes: stage.codes, flow: flowOver(own, found.flow, stage.flow) };
    }),
    touchpoints: before.touchpoints.map((touchpoint) => {
      const found = next.touchpoints.find(({ id }) => id === touchpoint.id);
      const { code, stage, events, where } = touchpoint;
      return found === undefined ? touchpoint : { ...found, code, stage, events, where };
    }),
    flow: flowOver(known, next.flow, before.flow),
    segments: next.segments ?? [],
  };
  // A flow of the next map may be too much for stages as large as they were.
  return checkFlowSize(map).length === 0 ? map : { ...before, segments: map.segments };
}

function flowOver(known: readonly string[], next: Flow | null, before: Flow | null): Flow | null {
  return next === null || flowNames(next, '').every(({ name }) => known.includes(name)) ? next : before;
}
