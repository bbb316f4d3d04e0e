import type { Dimension } from '@desirepath/schema';
import { DIMENSIONS } from './dimension-names.ts';

/** Spans that the map page offers, in days. */
export const PERIODS = [7, 14, 30] as const;
export type PeriodDays = (typeof PERIODS)[number];

/** What the map page is looking at; it stands in the address, so that it can be sent to others. */
export interface MapView {
  days: PeriodDays;
  /** What journeys are told apart by. */
  dimension: Dimension;
  /** The one value looked at; null: all of them. */
  value: string | null;
}

/** Reads a view from an address's query; what makes no sense is left at its default. */
export function parseView(query: string): MapView {
  const params = new URLSearchParams(query);
  const days = PERIODS.find((period) => String(period) === params.get('days')) ?? 7;
  const dimension = DIMENSIONS.find((name) => name === params.get('by')) ?? 'device';
  return { days, dimension, value: params.get('segment') };
}

/** The query of an address that leads to the view; defaults are left out. */
export function viewQuery({ days, dimension, value }: MapView): string {
  const params = new URLSearchParams();
  if (days !== 7) params.set('days', String(days));
  if (dimension !== 'device') params.set('by', dimension);
  if (value !== null) params.set('segment', value);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
