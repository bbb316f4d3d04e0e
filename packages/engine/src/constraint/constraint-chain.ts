import type { CompiledMap, CompiledStage } from '../map/compiled-map.ts';

/**
 * The stages that every order has to pass: those up to the goal that are not optional, and the goal itself, in order.
 * Step k of the chain leads from its stage k to any later one.
 */
export function constraintChain(map: CompiledMap): CompiledStage[] {
  return map.stages.filter((stage) => stage.number === map.goal || (stage.number < map.goal && !stage.optional));
}
