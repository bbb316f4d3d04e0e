import { type JourneyMap, journeyMapSchema } from '@desirepath/schema';
import { checkFlowSize } from './check-flow.ts';
import { checkMeaning, type MapProblem } from './check-meaning.ts';
import { compileMap } from './compile-map.ts';
import { flowFormProblems } from './flow-form.ts';
import { shapeProblems } from './shape-problems.ts';

/**
 * Checks what a map file holds, after YAML or JSON has been read: its form first, then its meaning. Every problem is told,
 * each in a sentence that names the thing and the way out; the form must be right before the meaning is looked at.
 *
 * @example
 * const checked = checkMap(parse(text));
 * if ('problems' in checked) for (const { path, message } of checked.problems) print(`${path}: ${message}`);
 */
export function checkMap(input: unknown): { map: JourneyMap } | { problems: MapProblem[] } {
  const { rest, problems: flowProblems } = withoutBrokenFlows(input);
  const parsed = journeyMapSchema.safeParse(rest);
  if (!parsed.success) return { problems: [...shapeProblems(parsed.error.issues, rest), ...flowProblems] };
  if (flowProblems.length > 0) return { problems: flowProblems };
  const problems = checkMeaning(parsed.data);
  if (problems.length === 0) problems.push(...checkFlowSize(compileMap(parsed.data)));
  return problems.length > 0 ? { problems } : { map: parsed.data };
}

/** Flows nest as deep as one likes, so they are judged before anything that cannot take that. */
function withoutBrokenFlows(input: unknown): { rest: unknown; problems: MapProblem[] } {
  const problems: MapProblem[] = [];
  const judge = (owner: unknown, path: string, name: string): unknown => {
    if (!isGroup(owner) || owner.flow === undefined) return owner;
    const found = flowFormProblems(owner.flow, path, name);
    problems.push(...found);
    if (found.length === 0) return owner;
    const { flow, ...others } = owner;
    return others;
  };
  const map = judge(input, 'flow', 'The map');
  if (!isGroup(map) || !Array.isArray(map.stages)) return { rest: map, problems };
  const stages = map.stages.map((stage: unknown, i) =>
    judge(
      stage,
      `stages[${i}].flow`,
      `Stage ${i + 1}${isGroup(stage) && typeof stage.name === 'string' ? ` "${stage.name}"` : ''}`,
    ),
  );
  return { rest: { ...map, stages }, problems };
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
