import { createBehaviour, type Degradation } from './behaviour.ts';
import { createRandom } from './random.ts';
import { simulateShopper } from './shopper.ts';
import { type Visit, visitEnvelope } from './visit.ts';

const DAY_MS = 86_400_000;
/** How far ahead a shopper's life is played. */
const HORIZON_MS = 2 * DAY_MS;

/** Shoppers that come while the process runs. */
export interface LiveTrickle {
  /** No further event; waits for the requests under way. */
  stop(): Promise<void>;
}

/** Options of {@link startLiveTrickle}. */
export interface LiveTrickleOptions {
  seed: number;
  /** Number of the first shopper: beyond those of the past. */
  firstShopper: number;
  /** Start of the whole simulation, ms. */
  origin: number;
  degradation: Degradation | null;
  /** Origin of the shop, as its pages have it. */
  shop: string;
  currency: string;
  /** Public write key of the site. */
  writeKey: string;
  /** Mean time between two shoppers, ms. */
  everyMs: number;
  /** Sends one body to `POST /v1/events`, as a browser of the shop would. */
  send(body: string, userAgent: string): Promise<void>;
  now(): number;
  /** Told of a request that failed; the event is not sent again. */
  onError(error: unknown): void;
}

/** Lets simulated shoppers come in real time: each event is sent by itself, when its moment has come. */
export function startLiveTrickle(options: LiveTrickleOptions): LiveTrickle {
  const { seed, now } = options;
  const behaviour = createBehaviour(seed, options.origin, options.degradation);
  const pace = createRandom(seed, 0x11fe);
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  let number = options.firstShopper;
  let stopped = false;

  function after(ms: number, act: () => void): void {
    if (stopped) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        act();
      },
      Math.max(0, ms),
    );
    timers.add(timer);
  }

  function send(visit: Visit): void {
    for (const event of visit.events) {
      after(Number(event.time) - now(), () => {
        const { device: _device, browser: _browser, os: _os, ...said } = event;
        // What the device is, the collector sees by itself; a parcel has none.
        const sent = visit.browser === null ? event : said;
        const body = JSON.stringify(visitEnvelope({ ...visit, events: [sent] }, options.writeKey, now()));
        const request = options
          .send(body, visit.browser?.device.userAgent ?? '')
          .catch(options.onError)
          .finally(() => underWay.delete(request));
        underWay.add(request);
      });
    }
  }

  function next(): void {
    const start = now() + 500;
    const world = {
      seed,
      behaviour,
      origin: options.shop,
      currency: options.currency,
      until: start + HORIZON_MS,
    };
    for (const visit of simulateShopper(number++, () => start, world)) send(visit);
    after(pace.exponential(options.everyMs), next);
  }

  next();
  return {
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(underWay);
    },
  };
}
