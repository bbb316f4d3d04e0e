import { inputFault, type Plan, type PlanInput, planSchema } from '@desirepath/schema';
import { wrongCall } from '../shell/cli-error.ts';

/** A plan of our own, with its defaults. */
export function plan(input: PlanInput): Plan {
  return planSchema.parse(input);
}

/** Every kind of question. */
export const PLAN_KINDS: readonly string[] = planSchema.options.map((option) => option.shape.plan.value);

/**
 * Reads a plan that a user wrote.
 *
 * @param from where it came from, for the sentence
 * @param more fields that were given beside it
 * @throws CliError (2) that names the field and what is wrong with it
 */
export function readPlan(text: string, from: string, more: Readonly<Record<string, unknown>> = {}): Plan {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw wrongCall(`${from} is not JSON (${why}): write a plan such as {"plan":"stages"}.`);
  }
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) input = { ...input, ...more };
  const kind = typeof input === 'object' && input !== null && 'plan' in input ? input.plan : undefined;
  if ('map' in more && kind !== 'compare_maps' && PLAN_KINDS.includes(String(kind)))
    throw wrongCall(`--map is the other map of compare_maps: leave it out of a plan such as "${String(kind)}".`);
  const checked = planSchema.safeParse(input);
  if (checked.success) return checked.data;
  if (typeof kind !== 'string' || !PLAN_KINDS.includes(kind)) {
    throw wrongCall(
      `${from} is no plan: "plan" must be one of ${PLAN_KINDS.join(', ')}, not ${JSON.stringify(kind) ?? 'left out'}.`,
    );
  }
  const { path, message, value } = inputFault(checked.error, input);
  if (kind === 'compare_maps' && path[0] === 'map' && value === undefined)
    throw wrongCall(`${from} names no other map: name its file with --map.`);
  const field = path.length === 0 ? 'the plan' : `"${path.map(String).join('.')}"`;
  const given = value === undefined || path.length === 0 ? '' : ` (it is ${JSON.stringify(value).slice(0, 100)})`;
  throw wrongCall(`${from} cannot be asked: ${field}${given}: ${message}. docs/plans.md says what a plan may hold.`);
}
