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

/** A step's codes as parameters: `code` of the only one (where there is one), and `list` of all. */
export interface StepTexts {
  code: string | undefined;
  list: string;
}

/** Placeholders for every step's codes; `list` and `code` are written only where they are used. */
export function stepTexts(steps: readonly FunnelStep[], params: Params): StepTexts[] {
  return steps.map(({ codes }, i) => {
    const [only, second] = codes;
    return {
      get code() {
        return only === undefined || second !== undefined ? undefined : params.add(`step${i + 1}`, 'UInt8', only);
      },
      get list() {
        return params.add(`steps${i + 1}`, 'Array(UInt8)', codes);
      },
    };
  });
}
