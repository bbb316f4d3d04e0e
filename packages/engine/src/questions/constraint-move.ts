import type { CompareAnswer } from '@desirepath/schema';

/** What became of the constraint from one judgement to another, by the ids of the stages that they name. */
export function constraintMove(before: string | null, after: string | null): CompareAnswer['constraint'] {
  if (before === null) return after === null ? 'none' : 'appeared';
  if (after === null) return 'lifted';
  return before === after ? 'stayed' : 'moved';
}
