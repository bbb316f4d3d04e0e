import { durationMs, type JourneyMap } from '@desirepath/schema';
import { checkMeaning } from './check-meaning.ts';
import type { CompiledMap, CompiledStage, CompiledTouchpoint } from './compiled-map.ts';
import { eventsOf, stageIds, touchpointIds } from './map-ids.ts';
import { hash64 } from './map-version.ts';

type Where = CompiledTouchpoint['where'];

function whereOf(where: Record<string, string | string[]> | undefined): Where {
  return Object.entries(where ?? {})
    .map(([key, pattern]) => ({ key, patterns: typeof pattern === 'string' ? [pattern] : [...pattern] }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Rules with `where` are tried first, else the order of the map decides. */
function inOrderOfTrying<T extends { where: readonly unknown[] }>(touchpoints: readonly T[]): T[] {
  return [
    ...touchpoints.filter((touchpoint) => touchpoint.where.length > 0),
    ...touchpoints.filter((touchpoint) => touchpoint.where.length === 0),
  ];
}

/**
 * Makes a map ready for computing: ids, numbers, codes and milliseconds, nothing left to default. Codes follow the order
 * of the map. Where the map does not say which stages open the next journey, it is those in the first half of the way to
 * the goal (with goal 5: stages 1 and 2).
 *
 * @throws RangeError for a map that {@link checkMap} would refuse
 * @example compileMap(journeyMapSchema.parse(DEFAULT_MAP)).stages[3] // { number: 4, id: 'checkout', … }
 */
export function compileMap(map: JourneyMap): CompiledMap {
  const [problem] = checkMeaning(map);
  if (problem !== undefined) throw new RangeError(problem.message);

  const ids = stageIds(map);
  const named = touchpointIds(map);
  let code = 0;
  const inMapOrder = map.stages.flatMap((stage, s) =>
    stage.touchpoints.map((touchpoint, t): CompiledTouchpoint => {
      code += 1;
      return {
        id: named[s]?.[t] ?? '',
        name: touchpoint.name,
        code,
        stage: s + 1,
        events: eventsOf(touchpoint),
        where: whereOf(touchpoint.where),
        channel: touchpoint.channel,
        optional: touchpoint.optional,
        repeatable: touchpoint.repeatable,
      };
    }),
  );
  const stages = map.stages.map(
    (stage, s): CompiledStage => ({
      number: s + 1,
      id: ids[s] ?? '',
      name: stage.name,
      optional: stage.optional,
      windowMs: durationMs(stage.window ?? map.window),
      targetConversion: stage.target?.conversion ?? null,
      targetTimeMs: stage.target?.time === undefined ? null : durationMs(stage.target.time),
      codes: inMapOrder.filter((touchpoint) => touchpoint.stage === s + 1).map((touchpoint) => touchpoint.code),
      flow: stage.flow ?? null,
    }),
  );
  const goal = ids.indexOf(map.goal) + 1;
  const opens =
    map.opens === undefined
      ? stages.map((stage) => stage.number).filter((number) => number <= goal / 2)
      : [...new Set(map.opens.map((id) => ids.indexOf(id) + 1))].sort((a, b) => a - b);
  const touchpoints = inOrderOfTrying(inMapOrder);
  const rules = {
    idleMs: durationMs(map.idle),
    sessionGapMs: durationMs(map.session_gap),
    sessionOnCampaign: map.session_on_campaign,
  };
  // All that a stored journey depends on, and nothing else: renaming a stage or moving a target costs no re-computing.
  const version = hash64(
    JSON.stringify([
      touchpoints.map(({ code, stage, events, where }) => [code, stage, events, where]),
      stages.length,
      goal,
      opens,
      rules.idleMs,
      rules.sessionGapMs,
      rules.sessionOnCampaign,
    ]),
  );
  return {
    version,
    name: map.name,
    stages,
    touchpoints,
    goal,
    opens,
    ...rules,
    flow: map.flow ?? null,
    segments: map.segments ?? [],
  };
}
