import { type JourneyMap, journeyMapSchema } from '@desirepath/schema';
import { checkMeaning, type MapProblem } from './check-meaning.ts';
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
  const parsed = journeyMapSchema.safeParse(input);
  if (!parsed.success) return { problems: shapeProblems(parsed.error.issues, input) };
  const problems = checkMeaning(parsed.data);
  return problems.length > 0 ? { problems } : { map: parsed.data };
}
