import type { CompiledMap, CompiledStage, CompiledTouchpoint } from '../map/compiled-map.ts';
import { flowProcess, optional, type Process, repeated } from './process.ts';

/** Most states of a stage's own; with them no map, however large, has more than an automaton may. */
const MOST_STATES = 128;

/**
 * The designed path of a map, over the codes of its touchpoints. What a flow does not say follows from the stages: one
 * after the other, in each its touchpoints in any order; and a touchpoint or a stage is optional, a touchpoint repeatable
 * in a row, wherever it stands.
 */
export function mapProcess(map: Pick<CompiledMap, 'stages' | 'touchpoints' | 'flow'>): Process {
  const touchpoints = new Map(map.touchpoints.map((touchpoint) => [touchpoint.id, touchpoint]));
  const stages = new Map(
    map.stages.map((stage) => [
      stage.id,
      stageProcess(
        stage,
        map.touchpoints.filter((touchpoint) => touchpoint.stage === stage.number),
      ),
    ]),
  );
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

function stageProcess(stage: CompiledStage, unsorted: readonly CompiledTouchpoint[]): Process {
  const own = unsorted.toSorted((a, b) => a.code - b.code);
  const process =
    stage.flow === null
      ? inAnyOrder(own)
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
 * that may be left out says so itself. Where there are too many to remember which have been passed already, any of them
 * any number of times.
 */
function inAnyOrder(own: readonly CompiledTouchpoint[]): Process {
  const free = own.filter((touchpoint) => touchpoint.optional && touchpoint.repeatable);
  const together = (needed?: CompiledTouchpoint): Process => ({
    kind: 'parallel',
    parts: own.map((touchpoint) => (touchpoint === needed ? inARow(touchpoint) : asFlagged(touchpoint))),
  });
  // Each touchpoint that is not free doubles the states.
  const states = 2 ** (own.length - free.length);
  if (own.some((touchpoint) => !touchpoint.optional)) return states <= MOST_STATES ? together() : anyOf(own);
  const remembered = free.length < own.length && 2 * states * own.length <= MOST_STATES;
  return remembered ? { kind: 'choice', parts: own.map((touchpoint) => together(touchpoint)) } : anyOf(own);
}

const anyOf = (own: readonly CompiledTouchpoint[]): Process => repeated({ kind: 'choice', parts: own.map(step) });
const step = ({ code }: CompiledTouchpoint): Process => ({ kind: 'step', symbol: code });
const inARow = (touchpoint: CompiledTouchpoint): Process =>
  touchpoint.repeatable ? repeated(step(touchpoint)) : step(touchpoint);
const asFlagged = (touchpoint: CompiledTouchpoint): Process =>
  touchpoint.optional ? optional(inARow(touchpoint)) : inARow(touchpoint);
