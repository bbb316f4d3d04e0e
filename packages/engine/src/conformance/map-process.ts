import type { CompiledMap, CompiledStage, CompiledTouchpoint } from '../map/compiled-map.ts';
import { flowProcess, optional, type Process, repeated } from './process.ts';

/** Most touchpoints of a stage that are remembered one by one; a block of them in any order has two to the power of it states. */
const MOST_REMEMBERED = 8;

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
 * that may be left out says so itself.
 */
function inAnyOrder(own: readonly CompiledTouchpoint[]): Process {
  const free = own.filter((touchpoint) => touchpoint.optional && touchpoint.repeatable);
  const remembered = own.length - free.length;
  if (remembered > MOST_REMEMBERED || free.length === own.length)
    return repeated({ kind: 'choice', parts: own.map(step) });
  const together = (needed: CompiledTouchpoint | undefined): Process => ({
    kind: 'parallel',
    parts: own.map((touchpoint) => (touchpoint === needed ? inARow(touchpoint) : asFlagged(touchpoint))),
  });
  return own.every((touchpoint) => touchpoint.optional)
    ? { kind: 'choice', parts: own.map(together) }
    : together(undefined);
}

const step = ({ code }: CompiledTouchpoint): Process => ({ kind: 'step', symbol: code });
const inARow = (touchpoint: CompiledTouchpoint): Process =>
  touchpoint.repeatable ? repeated(step(touchpoint)) : step(touchpoint);
const asFlagged = (touchpoint: CompiledTouchpoint): Process =>
  touchpoint.optional ? optional(inARow(touchpoint)) : inARow(touchpoint);
