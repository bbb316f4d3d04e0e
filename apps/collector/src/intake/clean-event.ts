import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EventRow, ParsedEvent, Site } from '@desirepath/schema';
import { scrubRaw, scrubRow, scrubText } from '@desirepath/wire';

/** What is done to each event, whatever its dialect, before anything of it is written: scrubbed, and its money judged. */
export function cleanEvent(event: ParsedEvent, site: Site, isTrusted: boolean): ParsedEvent {
  const scrubs = site.scrub !== false;
  if (event.verdict === 'stored') {
    const row = judgeRevenue(event.row, site, isTrusted);
    const clean = scrubs ? scrubRow(row) : row;
    return clean === event.row ? event : { verdict: 'stored', row: clean };
  }
  if (!scrubs) return event;
  const raw = scrubRaw(event.raw);
  const id = event.id === undefined ? undefined : scrubText(event.id);
  if (event.verdict === 'bot') return { ...event, id, name: scrubText(event.name), raw };
  const { reason, field, detail } = event.rejection;
  return { ...event, id, raw, rejection: { reason, field: scrubText(field), detail: scrubText(detail) } };
}

/** The parameter in which the shop's server signs an order that a browser sends. */
const SIGNATURE = 'signature';

/**
 * The text that a shop's server signs: order id, value with four decimals and currency, a line each. The signature is the HMAC-SHA256 of
 * it with the site's `signing_secret`, in hex.
 */
export function orderText({ order_id, value, currency }: Pick<EventRow, 'order_id' | 'value' | 'currency'>): string {
  return `${order_id}\n${value}\n${currency}`;
}

function judgeRevenue(row: EventRow, site: Site, isTrusted: boolean): EventRow {
  if (row.revenue !== 'unverified') return row;
  if (isTrusted) return { ...row, revenue: 'server' };
  const said = row.props[SIGNATURE];
  if (site.signing_secret === undefined || said === undefined || row.order_id === '') return row;
  const { [SIGNATURE]: _, ...props } = row.props;
  const right = createHmac('sha256', site.signing_secret).update(orderText(row)).digest();
  const given = Buffer.from(said, 'hex');
  const isRight = given.length === right.length && timingSafeEqual(given, right);
  // A wrong signature stays among the properties, to be looked at.
  return isRight ? { ...row, props, revenue: 'signed' } : row;
}
