import type { FunnelPlan } from '@desirepath/schema';
import type { Codebook } from './codebook.ts';
import type { Params } from './params.ts';

/** One step: the codes of which any will do, each once, and what they are called. */
export interface FunnelStep {
  names: readonly string[];
  codes: readonly number[];
}

/**
 * The steps of a plan with their names resolved.
 * @throws PlanError for a name that is no touchpoint
 */
export function funnelSteps(plan: FunnelPlan, book: Codebook): FunnelStep[] {
  return plan.steps.map((step, i) => {
    const names = [step].flat();
    const codes = names.map((name, j) => book.code(name, typeof step === 'string' ? `steps.${i}` : `steps.${i}.${j}`));
    return { names, codes: [...new Set(codes)].sort((a, b) => a - b) };
  });
}

/** A step as SQL: a placeholder for each of its codes. */
export interface StepTexts {
  codes: readonly string[];
}

/** Placeholders for every step's codes. */
export function stepTexts(steps: readonly FunnelStep[], params: Params): StepTexts[] {
  return steps.map(({ codes }, i) => ({
    codes: codes.map((code, j) => params.add(`step${i + 1}${codes.length > 1 ? `_${j + 1}` : ''}`, 'UInt8', code)),
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
