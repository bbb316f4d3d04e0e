import type { Dimension } from '@desirepath/schema';

/** What shop owners call the dimensions. */
export const DIMENSION_NAMES: Record<Dimension, string> = {
  device: 'Device',
  channel: 'Channel',
  source: 'Source',
  campaign: 'Campaign',
  country: 'Country',
  browser: 'Browser',
  os: 'System',
  landing: 'First page',
  returning: 'New or returning',
};

/** Every dimension, in the order in which they are offered. The schema's own list would bring its validator along. */
export const DIMENSIONS = Object.keys(DIMENSION_NAMES) as Dimension[];

/** What is said of a segment whose value nobody knows. */
export function segmentName(segment: string): string {
  return segment === '' ? '(unknown)' : segment;
}
