import type { CompiledMap } from '../map/compiled-map.ts';
import { mapAutomaton } from './map-automaton.ts';
import type { LogModel } from './process-model.ts';

/**
 * A journey map ready for aligning a log with it. An activity of the log is the touchpoint of that id; else of that name;
 * else the first in the map that has it as an event and asks for nothing more.
 */
export function mapModel(map: CompiledMap): LogModel {
  const inMapOrder = map.touchpoints.toSorted((a, b) => a.code - b.code);
  const symbols = new Map<string, number>();
  const learn = (word: string, code: number): void => {
    if (!symbols.has(word)) symbols.set(word, code);
  };
  for (const { id, code } of inMapOrder) learn(id, code);
  for (const { name, code } of inMapOrder) learn(name, code);
  for (const { events, where, code } of inMapOrder)
    if (where.length === 0) for (const event of events) learn(event, code);
  return {
    name: map.name,
    automaton: mapAutomaton(map).automaton,
    labels: inMapOrder.map(({ id, stage }) => ({ touchpoint: id, stage })),
    symbolOf: (activity) => symbols.get(activity),
  };
}
