import type { QuestionContext } from '../src/index.ts';
import type { TestJourney } from './journeys-table.ts';

/** Whether nothing has closed a journey yet: it is its person's last one, and not idle for too long. */
export function isOpen(
  { person, number, start, offsets }: TestJourney,
  all: readonly TestJourney[],
  { map, now }: Pick<QuestionContext, 'map' | 'now'>,
): boolean {
  const next = all.some((other) => other.person === person && other.number > number);
  return !next && now - start - (offsets.at(-1) ?? 0) <= map.idleMs;
}
