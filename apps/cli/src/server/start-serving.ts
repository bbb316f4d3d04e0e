import type { DataFolder } from '../data-folder/open-data-folder.ts';
import { watchMaps } from '../data-folder/watch-maps.ts';
import { countText } from '../shell/progress.ts';
import { type Listener, listen } from './listen.ts';
import type { Runtime, RuntimeOptions } from './open-runtime.ts';
import { createStorefront } from './storefront.ts';

/** A process that serves. */
export interface Serving {
  runtime: Runtime;
  /** Where collector and studio answer. */
  url: string;
  /** Where the storefront answers, if there is one. */
  storefront: string | undefined;
  /** Takes no more requests, stores what was accepted, closes everything. */
  close(): Promise<void>;
}

/** Options of {@link startServing}. */
export interface ServingOptions {
  host: string;
  port: number;
  storefront?: string;
  storefrontPort: number;
  /** Whether journeys are stitched from the start; by default yes. */
  stitch?: boolean;
  warn(line: string): void;
  /** Told how far the history of a changed map is made. */
  onRecomputing?: RuntimeOptions['onRecomputing'];
  /** A portion of a new map's history is about so many visitors; by default as the store has it. */
  visitorsAPortion?: number;
  /** Whether a changed map file is taken at once. */
  watch?: boolean;
  /** Whether it serves also while a ClickHouse server is not there yet; by default that is a failure. */
  isPatient?: boolean;
}

/**
 * Serves collector and studio on one port, and a storefront on another, so that it is a foreign origin as a real shop is.
 * On failure everything that was opened is closed again.
 *
 * @throws CliError (1) when a port is taken or the store cannot be opened
 */
export async function startServing(folder: DataFolder, options: ServingOptions): Promise<Serving> {
  const { host, warn } = options;
  let runtime: Runtime | undefined;
  let values = { collector: '', site: '' };
  const listeners: Listener[] = [];
  let unwatch = () => {};
  async function close(): Promise<void> {
    unwatch();
    await Promise.all(listeners.map((listener) => listener.close()));
    if (runtime === undefined) folder.lock.release();
    else await runtime.close();
  }

  try {
    // Ports first: a taken one is told before anything is opened.
    const starting = () => new Response('Starting.\n', { status: 503, headers: { 'retry-after': '1' } });
    const { DEFAULT_LIMITS, limitsOf, serverOptions } = await import('@desirepath/collector');
    const limits = serverOptions({ ...DEFAULT_LIMITS, ...limitsOf(folder.settings) });
    const main = await listen(
      (request, env) => runtime?.fetch(request, env) ?? starting(),
      { host, port: options.port, option: '--port' },
      limits,
      (request, response) => runtime?.collector.direct(request, response) ?? false,
    );
    listeners.push(main);
    let shop: Listener | undefined;
    if (options.storefront !== undefined) {
      const dir = options.storefront;
      let pages: ReturnType<typeof createStorefront> | undefined;
      createStorefront(dir, values);
      shop = await listen(
        (request) => {
          if (values.collector === '') return starting();
          pages ??= createStorefront(dir, values);
          return pages(request);
        },
        { host, port: options.storefrontPort, option: '--storefront-port' },
      );
      listeners.push(shop);
    }
    const origins = shop === undefined ? [] : [shop.url, shop.url.replace('127.0.0.1', 'localhost')];
    // Loads the embedded ClickHouse: only where it is needed.
    const { openRuntime } = await import('./open-runtime.ts');
    runtime = await openRuntime(folder, {
      origins,
      warn,
      ...(options.stitch === undefined ? {} : { stitch: options.stitch }),
      ...(options.isPatient === undefined ? {} : { isPatient: options.isPatient }),
      ...(options.visitorsAPortion === undefined ? {} : { visitorsAPortion: options.visitorsAPortion }),
      ...(options.onRecomputing === undefined ? {} : { onRecomputing: options.onRecomputing }),
      onStrays: (strays) =>
        warn(straysText(strays.map(({ site, events }) => `"${site}" (${countText(events)} events)`))),
    });
    // Events are taken from here on.
    await runtime.tried;
    if (options.watch === true) {
      const { changeMap } = runtime;
      unwatch = watchMaps(folder.path, folder.sites, {
        onChange: (site, map) => {
          warn(`The map of ${site} has changed: its journeys are made again, and until then the map before answers.`);
          changeMap(site, map);
        },
        warn,
      });
    }
    values = { collector: main.url, site: folder.sites[0]?.write_key ?? '' };
    folder.lock.announce(main.url);
    return { runtime, url: main.url, storefront: shop?.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function straysText(strays: readonly string[]): string {
  return `The tables still hold what sites.yaml no longer has: ${strays.join(', ')}. It is kept for the retention that each last had, without one for ever; to let go of one, put it back with a retention.`;
}
