import { setTimeout as sleep } from 'node:timers/promises';
import { startServing } from '../server/start-serving.ts';
import { EXAMPLE_STOREFRONT } from '../server/storefront.ts';
import { failed, messageOf } from '../shell/cli-error.ts';
import type { Output, Streams } from '../shell/output.ts';
import { countText } from '../shell/progress.ts';
import { startLiveTrickle } from '../simulation/live-trickle.ts';
import { plantedDegradation } from '../simulation/simulate.ts';
import { demoAnswer } from './demo-answer.ts';
import { openDemoFolder } from './demo-folder.ts';
import { fillPast } from './fill-past.ts';

const DAY_MS = 86_400_000;
const DAYS = 30;
/** How long the end may take when nobody wants what is under way. */
const IMPATIENT_MS = 2000;
/** Mean time between two live shoppers. */
const LIVE_EVERY_MS = 8_000;

/** Options of {@link runDemo}. */
export interface DemoOptions {
  /** A folder to keep; without it a fresh one is used and deleted at the end. */
  data?: string;
  host: string;
  port: number;
  storefrontPort: number;
  /** Answer and end. */
  once: boolean;
  seed: number;
  shoppers: number;
}

/** What the demo gets from the process it runs in. */
export interface DemoShell {
  output: Output;
  stderr: Streams['stderr'];
  now: () => number;
  stopped: Promise<void>;
}

/**
 * The whole path in one process: a simulated shop's last 30 days go in through the import lane, the answer comes out, and
 * live shoppers keep coming through the public endpoint until the process is told to end.
 */
export async function runDemo(options: DemoOptions, shell: DemoShell): Promise<void> {
  const { output } = shell;
  const started = performance.now();
  const demo = openDemoFolder(options.data, { seed: options.seed, shoppers: options.shoppers, to: shell.now() });
  const abort = new AbortController();
  let filled = demo.state.filled;
  void shell.stopped.then(() => abort.abort());
  try {
    const site = demo.folder.sites[0];
    if (site === undefined) throw new Error('The demo has no site.');
    const serving = await startServing(demo.folder, {
      host: options.host,
      port: options.port,
      storefront: EXAMPLE_STOREFRONT,
      storefrontPort: options.storefrontPort,
      stitch: true,
      warn: output.note,
    });
    try {
      const { runtime } = serving;
      const { seed, shoppers, to } = demo.state;
      const from = to - DAYS * DAY_MS;
      const degradation = plantedDegradation(to);
      const shop = serving.storefront ?? 'http://127.0.0.1:4701';
      const simulation = { seed, from, to, shoppers, degradation, origin: shop, currency: site.currency };
      if (!demo.state.filled) {
        await runtime.stitching.pauseWhile(() => fillPast(runtime, site.id, simulation, shell.stderr, abort.signal));
        if (abort.signal.aborted) return;
        await runtime.settle();
        demo.markFilled();
        filled = true;
      }
      const answer = await demoAnswer(runtime, site.id, shell.now());
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      const studio = `${serving.url}/#token=${runtime.adminToken(site.id)}`;
      if (options.once) {
        output.result({ ...answer, seconds }, answer.sentence);
        return;
      }
      output.result(
        { ...answer, seconds, studio, storefront: shop, collector: serving.url, data: demo.folder.path },
        [
          `${countText(answer.journeys)} journeys with ${countText(answer.events)} events and ${countText(answer.orders)} orders, ready in ${seconds} s.`,
          '',
          answer.sentence,
          '',
          `Studio:     ${studio}`,
          `Storefront: ${shop}`,
          `Collector:  ${serving.url}`,
          '',
          'Shop in the storefront and see your own journey under "Live" in the studio. Ctrl-C ends it.',
        ].join('\n'),
      );
      const trickle = startLiveTrickle({
        seed,
        firstShopper: shoppers + Math.floor((shell.now() - to) / 1000),
        origin: from,
        degradation,
        shop,
        currency: site.currency,
        writeKey: site.write_key,
        everyMs: LIVE_EVERY_MS,
        send: (body, userAgent) => sendAsBrowser(serving.url, shop, body, userAgent),
        now: shell.now,
        onError: (error) => output.note(`A live event was not taken: ${messageOf(error)}`),
      });
      await shell.stopped;
      output.note('Ending.');
      await trickle.stop();
    } finally {
      // Ended in the middle of filling: what the spool still holds is not worth waiting for, another start brings it in.
      const patience = abort.signal.aborted && !filled ? sleep(IMPATIENT_MS, undefined, { ref: false }) : null;
      await (patience === null ? serving.close() : Promise.race([serving.close(), patience]));
    }
  } finally {
    demo.discard();
  }
}

/** Posts as a page of the shop would: simple content type, its origin, its browser. */
async function sendAsBrowser(collector: string, shop: string, body: string, userAgent: string): Promise<void> {
  const response = await fetch(`${collector}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain;charset=UTF-8', origin: shop, 'user-agent': userAgent },
    body,
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw failed(`${response.status} ${text.slice(0, 200)}`);
}
