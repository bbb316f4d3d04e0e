import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Receipt } from '@desirepath/schema';
import type { SeededRandom } from '@desirepath/testing/disk';

/** One request: what is sent, and which of its events are good. */
interface Visit {
  body: string;
  ids: string[];
  isBot: boolean;
}

/** How a request reaches the collector; rejects when no answer comes. */
export type Send = (body: string, headers: Record<string, string>) => Promise<Response>;

const SENDERS = 3;
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';
const BOT = 'Googlebot/2.1 (+http://www.google.com/bot.html)';

/** Those who send events to a site, each request again until it is acknowledged, as the tag does. */
export class Shoppers {
  /** Ids of good events of acknowledged requests. */
  readonly acknowledged: string[] = [];
  readonly #random: SeededRandom;
  readonly #open: Visit[];
  readonly #total: number;

  constructor(key: string, requests: number, random: SeededRandom) {
    this.#random = random;
    this.#total = requests;
    this.#open = Array.from({ length: requests }, (_, i) => visit(key, i, random));
  }

  /** Share of the requests that are acknowledged. */
  get done(): number {
    return 1 - this.#open.length / this.#total;
  }

  /** Sends until everything is acknowledged, or `isOver`. */
  async send(send: Send, isOver: () => boolean = () => false): Promise<void> {
    await Promise.all(Array.from({ length: SENDERS }, (_, i) => this.#sendFrom(i, send, isOver)));
  }

  async #sendFrom(sender: number, send: Send, isOver: () => boolean): Promise<void> {
    // Each has requests of its own, so that none is sent by two at once.
    for (const one of this.#open.filter((_, i) => i % SENDERS === sender)) {
      // Now and then an acknowledged request comes again.
      for (let times = this.#random.chance(0.1) ? 2 : 1; times > 0; ) {
        if (isOver()) return;
        if (await isAcknowledged(one, send)) times -= 1;
        else await sleep(3);
      }
      this.acknowledged.push(...one.ids);
      this.#open.splice(this.#open.indexOf(one), 1);
    }
  }
}

function visit(key: string, no: number, random: SeededRandom): Visit {
  const ids = Array.from({ length: random.int(1, 10) }, () => randomUUID());
  const events: object[] = ids.map((id, seq) => ({ id, name: 'page_view', time: Date.now(), seq }));
  // One that no site takes.
  if (random.chance(0.2)) events.push({ id: randomUUID(), name: '', time: Date.now() });
  const body = { key, visitor: `v${no % 5}`, ...(no % 3 === 0 ? { user_id: `u${no % 4}` } : {}), events };
  const isBot = random.chance(0.1);
  return { body: JSON.stringify(body), ids: isBot ? [] : ids, isBot };
}

async function isAcknowledged({ body, ids, isBot }: Visit, send: Send): Promise<boolean> {
  try {
    const response = await send(body, { origin: 'https://shop.example', 'user-agent': isBot ? BOT : CHROME });
    if (response.status !== 200) return false;
    const { counts } = (await response.json()) as Receipt;
    return counts.stored + counts.duplicate === ids.length;
  } catch {
    return false;
  }
}
