import { useEffect } from 'react';
import { usePlan } from '../api/use-plan.ts';
import type { LiveItem } from './live-item.ts';

/** After an event was seen, its row needs a moment to get into the store, ms. */
const AFTER = [0, 700, 2_000];

/** The visitor's journeys, the newest first; asked again whenever the feed brings an event of theirs. */
export function useJourneys(visitor: string, items: readonly LiveItem[]) {
  const journeys = usePlan({ plan: 'journeys', visitor, limit: 10 });
  const { refetch } = journeys;
  const theirs = new Set([visitor, ...(journeys.data?.journeys.flatMap((journey) => journey.visitors) ?? [])]);
  const latest = items.find(({ event }) => theirs.has(event.visitor))?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new event of theirs is the reason to ask again
  useEffect(() => {
    const timers = AFTER.map((ms) => setTimeout(() => void refetch(), ms));
    return () => timers.forEach(clearTimeout);
  }, [latest, refetch]);
  return journeys;
}
