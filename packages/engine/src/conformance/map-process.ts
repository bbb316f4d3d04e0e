import type { CompiledMap, CompiledStage, CompiledTouchpoint } from '../map/compiled-map.ts';
import { flowProcess, optional, type Process, repeated } from './process.ts';

/** States that any stage may have of its own; with them no map, however large, has more than an automaton may. */
export const LEAST_STATES = 128;

/** What of a map tells its designed path. */
export type DesignedMap = Pick<CompiledMap, 'stages' | 'touchpoints' | 'flow'>;

/**
 * The designed path of a map, over the codes of its touchpoints. What a flow does not say follows from the stages: one
 * after the other, in each its touchpoints in any order; and a touchpoint or a stage is optional, a touchpoint repeatable
 * in a row, wherever it stands.
 * @param most states that a stage without a flow may have of its own; one that needs more takes its touchpoints as they come
 */
export function mapProcess(map: DesignedMap, most = LEAST_STATES): Process {
  const touchpoints = new Map(map.touchpoints.map((touchpoint) => [touchpoint.id, touchpoint]));
  const stages = new Map(map.stages.map((stage) => [stage.id, stageProcess(stage, map.touchpoints, most)]));
  if (map.flow === null) return { kind: 'sequence', parts: [...stages.values()] };
  return flowProcess(map.flow, (name) => {
    const stage = stages.get(name);
    if (stage !== undefined) return stage;
    const touchpoint = touchpoints.get(name);
    if (touchpoint === undefined)
      throw new RangeError(`The flow of the map names "${name}", which the map does not have.`);
    return asFlagged(touchpoint);
  });
}

/** Whether a stage without a flow needs more states than it may have, so that which touchpoints were passed is not remembered. */
export function isLoose(stage: CompiledStage, touchpoints: readonly CompiledTouchpoint[], most: number): boolean {
  return stage.flow === null && statesOf(ofStage(stage, touchpoints)) > most;
}

const ofStage = ({ number }: CompiledStage, touchpoints: readonly CompiledTouchpoint[]): CompiledTouchpoint[] =>
  touchpoints.filter(({ stage }) => stage === number).sort((a, b) => a.code - b.code);

const isFree = (touchpoint: CompiledTouchpoint): boolean => touchpoint.optional && touchpoint.repeatable;

/** States of touchpoints in any order: each that is not free doubles them, and where one of all is needed, each may be that one. */
function statesOf(own: readonly CompiledTouchpoint[]): number {
  const bound = own.filter((touchpoint) => !isFree(touchpoint)).length;
  if (bound === 0) return 1;
  return own.every(({ optional }) => optional) ? 2 ** (bound + 1) * own.length : 2 ** bound;
}

function stageProcess(stage: CompiledStage, touchpoints: readonly CompiledTouchpoint[], most: number): Process {
  const own = ofStage(stage, touchpoints);
  const process =
    stage.flow === null
      ? inAnyOrder(own, statesOf(own) <= most)
      : flowProcess(stage.flow, (name) => {
          const touchpoint = own.find(({ id }) => id === name);
          if (touchpoint === undefined) {
            throw new RangeError(
              `The flow of stage ${stage.number} "${stage.name}" names "${name}", which it does not have.`,
            );
          }
          return asFlagged(touchpoint);
        });
  return stage.optional ? optional(process) : process;
}

/**
 * Touchpoints in any order, mixed up as they like. Where all may be left out, at least one of them is passed: a stage
 * that may be left out says so itself. Where which of them have been passed is not remembered, any of them any number of times.
 */
function inAnyOrder(own: readonly CompiledTouchpoint[], remembered: boolean): Process {
  if (!remembered || own.every(isFree)) return anyOf(own);
  const together = (needed?: CompiledTouchpoint): Process => ({
    kind: 'parallel',
    parts: own.map((touchpoint) => (touchpoint === needed ? inARow(touchpoint) : asFlagged(touchpoint))),
  });
  if (own.some((touchpoint) => !touchpoint.optional)) return together();
  return { kind: 'choice', parts: own.map((touchpoint) => together(touchpoint)) };
}

const anyOf = (own: readonly CompiledTouchpoint[]): Process => repeated({ kind: 'choice', parts: own.map(step) });
const step = ({ code }: CompiledTouchpoint): Process => ({ kind: 'step', symbol: code });
const inARow = (touchpoint: CompiledTouchpoint): Process =>
  touchpoint.repeatable ? repeated(step(touchpoint)) : step(touchpoint);
const asFlagged = (touchpoint: CompiledTouchpoint): Process =>
  touchpoint.optional ? optional(inARow(touchpoint)) : inARow(touchpoint);
