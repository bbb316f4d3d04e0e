import type { LiveEvent } from '@desirepath/schema';
import { ApiError } from '../api/api-error.ts';
import { call } from '../api/call.ts';
import { readEvents } from '../api/read-events.ts';
import type { LiveItem } from './live-item.ts';

/** State of the connection: `refused` is final. */
export type FeedStatus = 'connecting' | 'open' | 'lost' | 'refused';

/** Who is told what. */
export interface FeedListener {
  onItem(item: LiveItem): void;
  onStatus(status: FeedStatus): void;
  /** Events that this page was too slow for. */
  onMissed(count: number): void;
}

/** First and longest wait before the next try, ms. */
const WAITS = { first: 500, longest: 10_000 };

/** Follows the stream of received events until `signal` aborts; a lost connection goes on where it ended. */
export async function followFeed(token: string, signal: AbortSignal, listener: FeedListener): Promise<void> {
  let last = '';
  let wait = WAITS.first;
  while (!signal.aborted) {
    try {
      const response = await call(token, '/live', { signal, headers: last === '' ? {} : { 'last-event-id': last } });
      listener.onStatus('open');
      wait = WAITS.first;
      if (response.body !== null) {
        for await (const { id, type, data } of readEvents(response.body)) {
          if (type === 'touchpoint') {
            last = id;
            listener.onItem({ id, event: JSON.parse(data) as LiveEvent });
          } else if (type === 'missed') listener.onMissed((JSON.parse(data) as { count: number }).count);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) return listener.onStatus('refused');
    }
    if (signal.aborted) return;
    listener.onStatus('lost');
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, WAITS.longest);
  }
}
