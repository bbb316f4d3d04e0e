import type { VariantsAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { amountText } from './money-text.ts';
import { percent } from './percent.ts';

/** The most frequent ways, and all others by the furthest stage that they reached. */
export function variantsText({ list, tail }: VariantsAnswer): string {
  const ways = table(
    ['Variant', 'journeys', 'share', 'still open', 'conversion', 'orders', 'value'],
    list.map((variant) => [
      variant.touchpoints.join(' > ') || '(none)',
      countText(variant.journeys),
      percent(variant.share),
      countText(variant.open),
      percent(variant.conversion),
      countText(variant.orders),
      amountText(variant.value),
    ]),
  );
  if (tail.length === 0) return ways;
  const others = table(
    ['All others, by the furthest stage', 'variants', 'journeys', 'share', 'still open', 'conversion'],
    tail.map((group) => [
      group.furthest === 0 ? '(none)' : `stage ${group.furthest}`,
      countText(group.variants),
      countText(group.journeys),
      percent(group.share),
      countText(group.open),
      percent(group.conversion),
    ]),
  );
  return `${ways}\n\n${others}`;
}
