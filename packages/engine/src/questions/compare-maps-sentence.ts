import type { CompareMapsAnswer } from '@desirepath/schema';
import type { CompiledMap } from '../map/compiled-map.ts';

type Side = 'given' | 'own';

/** Fitness and constraint by both maps, in two sentences. */
export function mapsSentence(
  move: CompareMapsAnswer['constraint'],
  said: Record<Side, CompareMapsAnswer['own']>,
  maps: Record<Side, CompiledMap>,
): string {
  const { given, own } = said;
  if (own.fitness.average === null || given.fitness.average === null) {
    return 'There are no journeys to lay over the maps.';
  }
  const named = (side: Side): string => {
    const found = maps[side].stages.find(({ id }) => id === said[side].constraint);
    return found === undefined ? '' : `stage ${found.number}, ${found.name}`;
  };
  const constraint = {
    stayed: `By both the constraint is ${named('own')}.`,
    moved: `The constraint is ${named('own')}, by the given map ${named('given')}.`,
    lifted: `By the given map the constraint is ${named('given')}; by the site's own there is no clear one.`,
    appeared: `The constraint is ${named('own')}; by the given map there is no clear one.`,
    none: 'By neither there is a clear constraint.',
  }[move];
  return `Journeys fit the site's own map to ${percent(own.fitness.average)}, the given one to ${percent(given.fitness.average)}. ${constraint}`;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
