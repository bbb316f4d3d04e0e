import { flowNames } from '../map/flow-names.ts';
import { type Automaton, compileAutomaton } from './automaton.ts';
import { TooManyStatesError } from './automaton-builder.ts';
import { type DesignedMap, isLoose, LEAST_STATES, mapProcess } from './map-process.ts';

/** What a stage without a flow may have of its own: as much as the whole map has room for, and at least what any has. */
const MOST_STATES = [2048, 1024, 512, 256, LEAST_STATES] as const;

/** The designed path of a map, ready for aligning. */
export interface MapAutomaton {
  automaton: Automaton;
  /** Ids of the stages that have so many touchpoints that any of them any number of times is taken for their design. */
  loose: string[];
}

/**
 * Makes the designed path of a map ready for aligning. Of stages without a flow, as many touchpoints are told apart as the
 * states of the whole map allow.
 * @throws TooManyStatesError when its flows multiply to more states than an automaton may have
 */
export function mapAutomaton(map: DesignedMap): MapAutomaton {
  const named = map.flow === null ? null : flowNames(map.flow, '').map(({ name }) => name);
  const designed = map.stages.filter(({ id }) => named === null || named.includes(id));
  for (const most of MOST_STATES) {
    try {
      const automaton = compileAutomaton(mapProcess(map, most));
      return {
        automaton,
        loose: designed.filter((stage) => isLoose(stage, map.touchpoints, most)).map(({ id }) => id),
      };
    } catch (error) {
      if (!(error instanceof TooManyStatesError) || most === MOST_STATES.at(-1)) throw error;
    }
  }
  throw new RangeError('There is no number of states to try.');
}

/** What a loose stage means for the deviations that are told, for people; nothing where there is none. */
export function looseCaveats({ loose }: Pick<MapAutomaton, 'loose'>): string[] {
  if (loose.length === 0) return [];
  const [stages, have] = loose.length === 1 ? ['Stage', 'has'] : ['Stages', 'have'];
  const names = loose.map((id) => `"${id}"`).join(', ');
  return [
    `${stages} ${names} ${have} too many touchpoints to tell which of them were passed: any of them, any number of times, is as designed there. Make some optional and repeatable, or give the stage a flow.`,
  ];
}
