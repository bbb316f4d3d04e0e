import type { Breakdown } from '@desirepath/schema';
import { OTHER_SEGMENTS } from './fold-chain-counts.ts';

/**
 * Where a segment is, for a sentence.
 * @example segmentPlace('mobile', 'device') // 'on mobile'
 */
export function segmentPlace(segment: string, dimension: Breakdown): string {
  if (segment === OTHER_SEGMENTS) return `on rarer values of ${dimension}`;
  if (segment === '') return `where the ${dimension} is unknown`;
  if (dimension === 'returning') return `among ${segment} visitors`;
  if (dimension.includes('.')) return `where ${dimension} is ${segment}`;
  return dimension === 'country' || dimension === 'channel' ? `in ${segment}` : `on ${segment}`;
}
