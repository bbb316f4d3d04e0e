import { DIMENSION_NAMES, segmentName } from './dimension-names.ts';
import type { MapView } from './map-view.ts';

/** The view in words: `last 7 days, device mobile`. */
export function viewText({ days, dimension, value }: MapView): string {
  const who = value === null ? 'all journeys' : `${DIMENSION_NAMES[dimension].toLowerCase()} ${segmentName(value)}`;
  return `last ${days} days, ${who}`;
}
