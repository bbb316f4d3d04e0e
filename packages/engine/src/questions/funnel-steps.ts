import { type DetailedStep, durationMs, type FunnelPlan } from '@desirepath/schema';
import type { Codebook } from './codebook.ts';
import type { Params } from './params.ts';
import { PlanError } from './plan-error.ts';
import type { RefinedJourneys } from './refine-journeys.ts';
import type { Condition } from './refined-touchpoints.ts';
import type { CodeText } from './searched-bytes.ts';

/** One step: the codes of which any will do, each once, and what they are called. */
export interface FunnelStep {
  names: readonly string[];
  codes: readonly number[];
  optional: boolean;
  /** How many such touchpoints it takes. */
  times: number;
  /** Since the touchpoint before in the chain; null: no limit. */
  withinMs: number | null;
  /** Codes that must not lie between the touchpoint before and this one. */
  without: readonly number[];
}

/** Most touchpoints in a chain, repetitions included. */
const LONGEST_CHAIN = 64;

interface NamedStep {
  detail: Partial<DetailedStep>;
  names: string[];
  codes: number[];
  without: number[];
}

/** Path of the plan's field that names the j-th alternative of a step. */
function fieldOf(plan: FunnelPlan, i: number, j: number): string {
  const step = plan.steps[i];
  if (typeof step === 'string') return `steps.${i}`;
  if (Array.isArray(step)) return `steps.${i}.${j}`;
  return typeof step?.touchpoint === 'string' ? `steps.${i}.touchpoint` : `steps.${i}.touchpoint.${j}`;
}

function namedSteps(plan: FunnelPlan, book: Codebook): NamedStep[] {
  return plan.steps.map((step, i) => {
    const detail: Partial<DetailedStep> = typeof step === 'string' || Array.isArray(step) ? {} : step;
    const names = typeof step === 'string' || Array.isArray(step) ? [step].flat() : [step.touchpoint].flat();
    return {
      detail,
      names,
      codes: names.map((name, j) => book.code(name, fieldOf(plan, i, j))),
      without: [detail.without ?? []].flat().map((name) => book.code(name, `steps.${i}.without`)),
    };
  });
}

/**
 * What the steps ask of the events behind their touchpoints.
 * @throws PlanError for a name that is no touchpoint
 */
export function stepConditions(plan: FunnelPlan, book: Codebook): Condition[] {
  return namedSteps(plan, book).flatMap(({ detail: { where }, codes }, i) =>
    where === undefined ? [] : codes.map((code) => ({ code, where, field: `steps.${i}` })),
  );
}

/**
 * The steps of a plan with their names resolved.
 * @throws PlanError for a name that is no touchpoint, or steps that cannot be
 */
export function funnelSteps(plan: FunnelPlan, book: Codebook, refined: Pick<RefinedJourneys, 'codesOf'>): FunnelStep[] {
  const sorted = (codes: readonly number[]): number[] => [...new Set(codes)].sort((a, b) => a - b);
  const steps = namedSteps(plan, book).map(({ detail, names, codes, without }): FunnelStep => {
    const { optional = false, times = 1, within, where } = detail;
    return {
      names,
      codes: sorted(codes.flatMap((code) => refined.codesOf(code, where))),
      optional,
      times,
      withinMs: within === undefined ? null : durationMs(within),
      without: sorted(without.flatMap((code) => refined.codesOf(code))),
    };
  });
  if (steps[0]?.optional) {
    throw new PlanError(
      'The first step cannot be optional; leave it out, or make the next one the first.',
      'steps.0.optional',
      true,
    );
  }
  refuseBeforeFirst(plan, steps[0]);
  const length = steps.reduce((sum, { times }) => sum + times, 0);
  if (length > LONGEST_CHAIN) {
    throw new PlanError(
      `The steps take ${length} touchpoints with their repetitions; at most ${LONGEST_CHAIN} are possible.`,
      'steps',
      length,
    );
  }
  return steps;
}

/**
 * The first step of an order has nothing before it that it could be timed from, or kept apart from.
 * @throws PlanError where it asks for that
 */
function refuseBeforeFirst({ steps, order }: FunnelPlan, first: FunnelStep | undefined): void {
  const [asked] = steps;
  if (order === 'any' || first === undefined || first.times > 1) return;
  if (asked === undefined || typeof asked === 'string' || Array.isArray(asked)) return;
  for (const field of ['within', 'without'] as const) {
    if (asked[field] === undefined) continue;
    throw new PlanError(
      `Before the first step there is nothing that "${field}" could be about; put it on the next step, or leave it out.`,
      `steps.0.${field}`,
      asked[field],
    );
  }
}

/** Whether any step has more to it than its touchpoints. */
export function hasLinks(steps: readonly FunnelStep[]): boolean {
  return steps.some(
    ({ optional, times, withinMs, without }) => optional || times > 1 || withinMs !== null || without.length > 0,
  );
}

/** A step as SQL. */
export interface StepTexts {
  codes: readonly CodeText[];
}

/** Placeholders for every step's codes. */
export function stepTexts(steps: readonly FunnelStep[], params: Params): StepTexts[] {
  return steps.map(({ codes }, i) => ({
    codes: codes.map((code, j) => ({
      code,
      text: params.add(`step${i + 1}${codes.length > 1 ? `_${j + 1}` : ''}`, 'UInt8', code),
    })),
  }));
}

/** One placeholder for the codes of all steps, a list for each. */
export function stepLists(steps: readonly FunnelStep[], name: string, params: Params): string {
  return params.add(
    name,
    'Array(Array(UInt8))',
    steps.map(({ codes }) => codes),
  );
}
