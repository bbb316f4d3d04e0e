import { createHash } from 'node:crypto';
import type { EventRow } from '@desirepath/schema';
import { eventRow } from '@desirepath/testing';
import { createRandom } from './random.ts';

const DAY = 86_400_000;
const WAY = ['page_view', 'view_item', 'add_to_cart', 'begin_checkout', 'purchase'] as const;
const PATHS = ['/', '/p/tea-pot', '/basket', '/checkout', '/thanks'] as const;
/** Share that goes on from each step. */
const GOES_ON = [0.72, 0.46, 0.58, 0.66];
const CHANNELS = ['direct', 'search', 'email', 'ad'];

/** How the shoppers are. */
export interface ShoppersOptions {
  site: string;
  /** Ms: nothing happens later. */
  now: number;
  days: number;
  perDay: number;
  seed: number;
  /** In the last seven days, going on from the checkout is this much harder on mobile; 1: no harder. */
  harm: number;
}

/** Shoppers on the way from a page to an order, day by day, the same for the same seed. */
export function shoppers({ site, now, days, perDay, seed, harm }: ShoppersOptions): EventRow[] {
  const random = createRandom(seed);
  const rows: EventRow[] = [];
  for (let number = 0; number < days * perDay; number++) {
    const visitor_id = `visitor-${number.toString(36).padStart(5, '0')}`;
    const start = now - Math.floor(random() * days * DAY);
    const device = random() < 0.55 ? 'mobile' : 'desktop';
    const channel = CHANNELS[Math.floor(random() * CHANNELS.length)] ?? 'direct';
    let time = start;
    for (const [step, name] of WAY.entries()) {
      const harmed = step === 4 && device === 'mobile' && start > now - 7 * DAY ? harm : 1;
      if (step > 0 && random() > (GOES_ON[step - 1] ?? 0) * harmed) break;
      time += Math.floor(random() * 240_000) + 5_000;
      if (time >= now) break;
      const bought = name === 'purchase';
      rows.push(
        eventRow({
          site,
          visitor_id,
          event_id: uuid(`${seed}-${number}-${step}`),
          name,
          time,
          seq: step,
          device,
          channel,
          path: PATHS[step] ?? '/',
          ...(bought ? { order_id: `order-${number}`, value: (20 + random() * 80).toFixed(4), currency: 'EUR' } : {}),
        }),
      );
    }
  }
  return rows;
}

/** A UUID made of a text: the same for the same text. */
export function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
