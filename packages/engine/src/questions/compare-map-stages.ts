import type { CompareMapsAnswer } from '@desirepath/schema';
import type { MapAnswers } from './compare-maps.ts';

type ComparedStage = CompareMapsAnswer['stages'][number];

/** Stages of two maps side by side, by id: those of the own map in their order, then those that only the given one has. */
export function mapStages(given: MapAnswers, own: MapAnswers): ComparedStage[] {
  const ids = [...own.stages.stages, ...given.stages.stages].map(({ id }) => id);
  return [...new Set(ids)].map((stage) => {
    const sides = { given: stageOf(given, stage), own: stageOf(own, stage) };
    const [was, is] = [sides.given?.conversion ?? null, sides.own?.conversion ?? null];
    return { stage, ...sides, change: was === null || is === null ? null : is - was };
  });
}

function stageOf({ stages, constraint }: MapAnswers, id: string): ComparedStage['own'] {
  const row = stages.stages.find((stage) => stage.id === id);
  if (row === undefined) return null;
  const judged = constraint.candidates.find(({ stage }) => stage === id);
  return {
    number: row.number,
    name: row.name,
    entered: row.entered,
    conversion: row.conversion,
    interval: row.interval,
    gain: judged?.gain ?? null,
    gain_interval: judged?.interval ?? null,
    probability: judged?.probability ?? null,
  };
}
