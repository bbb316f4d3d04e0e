import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 5000;
/** Longest that anybody waits for the first try. */
const PATIENCE_MS = 5000;

/** A store that may not be there yet. Until it is, whoever asks is refused as by a server that is away. */
export interface LateStore extends Store {
  /** Whether it is there. */
  isThere(): boolean;
  /** Resolves when the first try is over, or takes long; rejects with what it failed of where trying again would not help. */
  readonly tried: Promise<void>;
  /** Resolves once it is there; never where it is closed before. */
  readonly there: Promise<void>;
}

/**
 * Opens a store that may be away for now, and tries until it is there.
 *
 * @param open opens it and brings it up to date
 * @param onAway is told why it is not there: once, and again when there is another reason
 */
export function openLate(open: () => Promise<Store>, onAway: (why: unknown) => void): LateStore {
  const stop = new AbortController();
  let arrived = () => {};
  const there = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let store: Store | undefined;
  let isAwaited = true;

  async function attempt(): Promise<void> {
    const opened = await open();
    if (stop.signal.aborted) return opened.close();
    store = opened;
    arrived();
  }

  async function tryAgain(error: unknown): Promise<void> {
    let why = error;
    let said = '';
    for (let pause = FIRST_PAUSE_MS; !stop.signal.aborted; pause = Math.min(2 * pause, LAST_PAUSE_MS)) {
      if (String(why) !== said) onAway(why);
      said = String(why);
      await sleep(pause, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) return;
      try {
        return await attempt();
      } catch (next) {
        why = next;
      }
    }
  }

  const first = attempt().catch((error) => {
    if (isAwaited && isForGood(error)) throw error;
    void tryAgain(error);
  });
  const patience = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
    isAwaited = false;
  });
  const tried = Promise.race([first, patience]);
  tried.catch(() => undefined);
  const it = async (): Promise<Store> => {
    if (store === undefined) throw new StoreError('unreachable', 'ClickHouse is not there yet; ask again in a moment.');
    return store;
  };
  return {
    kind: 'server',
    isThere: () => store !== undefined,
    tried,
    there,
    migrate: async () => (await it()).migrate(),
    insert: async (frame, portion) => (await it()).insert(frame, portion),
    stitch: async (site, options) => (await it()).stitch(site, options),
    recomputing: async (site) => (await it()).recomputing(site),
    ask: async (site, plan, now) => (await it()).ask(site, plan, now),
    erase: async (site, subject, mentions) => (await it()).erase(site, subject, mentions),
    retain: async (retention) => (await it()).retain(retention),
    read: async <Row>(sql: Parameters<Store['read']>[0]) => (await it()).read<Row>(sql),
    close: async () => {
      stop.abort();
      await store?.close();
    },
  };
}

/** Whether only the operator can mend it, as a wrong password. */
function isForGood(error: unknown): boolean {
  return error instanceof StoreError ? error.problem !== 'unreachable' : error instanceof RangeError;
}
