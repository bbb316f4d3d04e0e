import type { ChangesAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';

/** What has changed, the surest first. */
export function changesText(answer: ChangesAnswer): string {
  const head = `${countText(answer.compared)} transitions and variants compared, ${countText(answer.changes.length)} have changed.`;
  if (answer.changes.length === 0) return head;
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  const rows = answer.changes.map((one) => [
    one.touchpoints.join(' > '),
    one.kind,
    one.change,
    `${countText(one.journeys_before)} (${percent(one.share_before)})`,
    `${countText(one.journeys)} (${percent(one.share)})`,
    one.q_value.toExponential(1),
  ]);
  return `${head}\n${table(['Touchpoints', 'kind', 'change', 'before', 'now', 'q'], rows)}`;
}
