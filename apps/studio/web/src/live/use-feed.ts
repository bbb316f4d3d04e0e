import { useEffect, useState } from 'react';
import { useSession } from '../api/use-session.ts';
import { type FeedStatus, followFeed } from './follow-feed.ts';
import { type LiveItem, withItems } from './live-item.ts';

/** The feed as the page sees it. */
export interface Feed {
  /** Newest first. */
  items: LiveItem[];
  status: FeedStatus;
  missed: number;
}

/** Bursts are drawn at most this often, ms. */
const DRAW_EVERY = 100;

/** Follows the feed while the page is shown. */
export function useFeed(): Feed {
  const { token } = useSession();
  const [items, setItems] = useState<LiveItem[]>([]);
  const [status, setStatus] = useState<FeedStatus>('connecting');
  const [missed, setMissed] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    let fresh: LiveItem[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      timer = undefined;
      const drawn = fresh;
      fresh = [];
      setItems((list) => withItems(list, drawn));
    };
    void followFeed(token, stop.signal, {
      onItem: (item) => {
        fresh.push(item);
        timer ??= setTimeout(draw, DRAW_EVERY);
      },
      onStatus: setStatus,
      onMissed: (count) => setMissed((sum) => sum + count),
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [token]);
  return { items, status, missed };
}
