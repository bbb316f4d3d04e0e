/** How much of one conversion each touch of a path is owed, by model; each adds up to 1. */
export type CreditModel = 'first' | 'last' | 'linear' | 'position';

/** Share of the first and of the last touch in the position-based model. */
const ENDS = 0.4;

/**
 * The credits of a path's touches, in order.
 * @param touches how many there are, at least 1
 */
export function touchCredits(model: CreditModel, touches: number): number[] {
  return Array.from({ length: touches }, (_, i) => {
    const isFirst = i === 0;
    const isLast = i === touches - 1;
    if (model === 'first') return isFirst ? 1 : 0;
    if (model === 'last') return isLast ? 1 : 0;
    if (model === 'linear' || touches < 3) return 1 / touches;
    return isFirst || isLast ? ENDS : (1 - 2 * ENDS) / (touches - 2);
  });
}
