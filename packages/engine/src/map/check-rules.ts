import type { JourneyMap, Touchpoint } from '@desirepath/schema';
import type { MapProblem } from './check-meaning.ts';
import { eventsOf } from './map-ids.ts';
import { nearest } from './nearest.ts';

/** Columns of an event that a rule may look at; beside them `props.<name>`. */
const WHERE_KEYS = ['path', 'host', 'channel', 'source', 'medium', 'campaign', 'device'] as const;

/** A touchpoint's rule with its place in the map. */
interface Rule {
  touchpoint: Touchpoint;
  stage: number;
  place: number;
  events: readonly string[];
  where: ReadonlyMap<string, readonly string[]>;
}

function rules(map: JourneyMap): Rule[] {
  const all = map.stages.flatMap((stage, s) =>
    stage.touchpoints.map(
      (touchpoint, t): Rule => ({
        touchpoint,
        stage: s,
        place: t,
        events: eventsOf(touchpoint),
        where: new Map(Object.entries(touchpoint.where ?? {}).map(([key, value]) => [key, [value].flat()])),
      }),
    ),
  );
  return [...all.filter((rule) => rule.where.size > 0), ...all.filter((rule) => rule.where.size === 0)];
}

/** Whether whatever passes `narrow` also passes `wide`. Told from the patterns' text, so it may miss some. */
function covers(wide: Rule, narrow: Rule): boolean {
  return [...wide.where].every(([key, patterns]) => {
    if (patterns.some((pattern) => /^\*+$/.test(pattern))) return true;
    const inner = narrow.where.get(key);
    return inner?.every((pattern) => patterns.includes(pattern)) ?? false;
  });
}

function checkKeys({ touchpoint, stage, place, where }: Rule): MapProblem[] {
  return [...where.keys()]
    .filter((key) => !(WHERE_KEYS as readonly string[]).includes(key) && !/^props\..+/s.test(key))
    .map((key) => {
      const near = nearest(key, WHERE_KEYS)[0] ?? `props.${key}`;
      return {
        path: `stages[${stage}].touchpoints[${place}].where.${key}`,
        message: `Touchpoint "${touchpoint.name}" of stage ${stage + 1} has the condition "${key}", which events do not have; did you mean "${near}"? (It can be ${WHERE_KEYS.join(', ')} or props.<name>.)`,
      };
    });
}

/** Conditions on keys that events do not have, and rules that another one, tried before, leaves nothing to match. */
export function checkRules(map: JourneyMap): MapProblem[] {
  const ordered = rules(map);
  const problems = ordered.flatMap(checkKeys);
  ordered.forEach((rule, i) => {
    const before = ordered.slice(0, i);
    for (const event of new Set(rule.events)) {
      const winner = before.find((other) => other.events.includes(event) && covers(other, rule));
      if (winner === undefined) continue;
      problems.push({
        path: `stages[${rule.stage}].touchpoints[${rule.place}].event`,
        message: `Touchpoint "${rule.touchpoint.name}" of stage ${rule.stage + 1} never gets the event "${event}", because "${winner.touchpoint.name}" of stage ${winner.stage + 1} is tried before and takes them all; take the event out of one of the two, or narrow it with "where".`,
      });
    }
  });
  return problems;
}
