import type { LiveEvent } from '@desirepath/schema';

/** A live event with what matters to a test. */
export function liveEvent(part: Partial<LiveEvent> & Pick<LiveEvent, 'site' | 'id' | 'name'>): LiveEvent {
  return {
    received: '2026-11-20T12:00:00.000Z',
    verdict: 'stored',
    visitor: 'visitor-live',
    person: '',
    path: '/p/tea-pot',
    device: 'mobile',
    channel: 'email',
    value: '0.0000',
    currency: '',
    ...part,
  };
}
