import { durationMs, type JourneyMap, MAX_TOUCHPOINTS } from '@desirepath/schema';
import { checkFlowNames } from './check-flow.ts';
import { checkRules } from './check-rules.ts';
import { checkSegments } from './check-segments.ts';
import { stageIds, touchpointIds } from './map-ids.ts';
import { nearest } from './nearest.ts';

/** One thing that is wrong with a map. */
export interface MapProblem {
  /** Where in the file, `stages[3].touchpoints[0].event`; empty for the map as a whole. */
  path: string;
  /** One sentence that names the thing and the way out. */
  message: string;
}

/** Indexes of equal values, one group for each value that is there twice or more. */
function repeated(values: readonly string[]): { value: string; at: number[] }[] {
  const places = new Map<string, number[]>();
  values.forEach((value, i) => {
    places.set(value, [...(places.get(value) ?? []), i]);
  });
  return [...places].filter(([, at]) => at.length > 1).map(([value, at]) => ({ value, at }));
}

/** `stage 4 and stage 6`, `stage 1, stage 2 and stage 5`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const both = (places: readonly unknown[]): string => (places.length === 2 ? 'both' : 'all');

function checkStages(map: JourneyMap, ids: readonly string[]): MapProblem[] {
  const problems: MapProblem[] = [];
  const place = (at: readonly number[]): string => sentence(listed(at.map((i) => `stage ${i + 1}`)));
  const named = new Set<number>();
  for (const { at } of repeated(map.stages.map((stage) => stage.name.trim().toLowerCase()))) {
    const last = at.at(-1) ?? 0;
    for (const i of at) named.add(i);
    problems.push({
      path: `stages[${last}].name`,
      message: `${place(at)} are ${both(at)} called "${map.stages[last]?.name}"; give ${at.length === 2 ? 'one' : 'all but one'} of them another name.`,
    });
  }
  for (const { value, at } of repeated(ids)) {
    // Stages of one name have been told already.
    if (at.every((i) => named.has(i))) continue;
    const last = at.at(-1) ?? 0;
    problems.push({
      path: `stages[${last}].id`,
      message: `${place(at)} ${both(at)} have the id "${value}"; give one of them another "id".`,
    });
  }
  map.stages.forEach((stage, i) => {
    const time = stage.target?.time;
    const window = stage.window ?? map.window;
    if (time !== undefined && durationMs(time) > durationMs(window)) {
      problems.push({
        path: `stages[${i}].target.time`,
        message: `Stage ${i + 1} "${stage.name}" has the target time ${time}, but a journey that takes longer than its window, ${window}, counts as dropped; shorten the target or lengthen "window".`,
      });
    }
  });
  return problems;
}

function checkGoal(map: JourneyMap, ids: readonly string[]): MapProblem[] {
  const problems: MapProblem[] = [];
  const stages = `its stages are ${listed(ids.map((id) => `"${id}"`))}`;
  const unknown = (path: string, what: string, id: string): void => {
    const near = nearest(id, ids)[0];
    problems.push({
      path,
      message: `${what} "${id}", which is no stage of the map; ${near === undefined ? stages : `did you mean "${near}"? (${stages})`}.`,
    });
  };
  const goal = ids.indexOf(map.goal);
  if (goal === -1) unknown('goal', 'The goal is', map.goal);
  if (goal === 0) {
    problems.push({
      path: 'goal',
      message: `The goal is stage 1 "${map.stages[0]?.name}", so there is no way to it; name a later stage, or put stages before it.`,
    });
  }
  map.opens?.forEach((id, i) => {
    if (!ids.includes(id)) unknown(`opens[${i}]`, '"opens" names', id);
  });
  return problems;
}

function checkTouchpoints(map: JourneyMap): MapProblem[] {
  const problems: MapProblem[] = [];
  const all = touchpointIds(map).flatMap((ids, s) => ids.map((id, t) => ({ id, s, t })));
  if (all.length > MAX_TOUCHPOINTS) {
    problems.push({
      path: 'stages',
      message: `The map has ${all.length} touchpoints, and the most is ${MAX_TOUCHPOINTS}; join some by listing several event names under one "event".`,
    });
  }
  for (const { value, at } of repeated(all.map(({ id }) => id))) {
    const places = at.flatMap((i) => all[i] ?? []);
    const last = places.at(-1);
    problems.push({
      path: `stages[${last?.s}].touchpoints[${last?.t}].id`,
      message: `${sentence(
        listed(places.map(({ s, t }) => `touchpoint "${map.stages[s]?.touchpoints[t]?.name}" of stage ${s + 1}`)),
      )} ${both(places)} have the id "${value}"; give one of them another "id".`,
    });
  }
  return problems;
}

/** What a map of the right form says that cannot be: names twice, stages that are not there, rules that never match. */
export function checkMeaning(map: JourneyMap): MapProblem[] {
  const ids = stageIds(map);
  return [
    ...checkStages(map, ids),
    ...checkGoal(map, ids),
    ...checkTouchpoints(map),
    ...checkRules(map),
    ...checkFlowNames(map),
    ...checkSegments(map),
  ];
}
