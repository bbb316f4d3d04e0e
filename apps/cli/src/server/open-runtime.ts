import { type Collector, createCollector, DIALECT_PATHS, findStrays } from '@desirepath/collector';
import { compileMap, type SiteContext } from '@desirepath/engine';
import type { JourneyMap, Site } from '@desirepath/schema';
import type { Recomputing, Store } from '@desirepath/store';
import { createStudio } from '@desirepath/studio';
import type { DataFolder } from '../data-folder/open-data-folder.ts';
import { keepToken, newSecret } from '../data-folder/tokens.ts';
import { messageOf } from '../shell/cli-error.ts';
import { unknownSite } from './choose-site.ts';
import { openStorage } from './open-storage.ts';
import { createStitchLoop, type StitchLoop } from './stitch-loop.ts';

/** Everything that runs over a data folder, in this process. */
export interface Runtime {
  folder: DataFolder;
  sites: readonly Site[];
  store: Store;
  collector: Collector;
  stitching: StitchLoop;
  context(site: string): SiteContext;
  map(site: string): JourneyMap;
  /** Takes another map for a site: its history is made in the background, and until it is there the map before answers. */
  changeMap(site: string, map: JourneyMap): void;
  /** A token that may import into the site; made for this process and kept in memory only. */
  adminToken(site: string): string;
  /** Resolves when the store is there, or is being waited for; rejects when only the operator can bring it back. */
  tried: Promise<void>;
  /** Collector and studio as one, under one origin. */
  fetch(request: Request, env?: unknown): Response | Promise<Response>;
  /** Waits until everything accepted is stored and stitched. */
  settle(): Promise<void>;
  /** Ends in order: what was accepted is stored, then everything is closed and the folder given back. */
  close(): Promise<void>;
}

/** Options of {@link openRuntime}. */
export interface RuntimeOptions {
  /** Origins that may write too as long as this process runs, for example of the example storefront. */
  origins?: readonly string[];
  /** Whether journeys are stitched as events arrive; an import does it once, at its end. */
  stitch?: boolean;
  /** Told after each portion of a new map's history, and with `undefined` when it has taken the place of the map before. */
  onRecomputing?(site: string, state: Recomputing | undefined): void;
  /** Told, once the store is there, which sites it holds events of that `sites.yaml` no longer has. */
  onStrays?(strays: Awaited<ReturnType<typeof findStrays>>): void;
  /** A portion of a new map's history is about so many visitors; by default as the store has it. */
  visitorsAPortion?: number;
  /** Whether events are taken also while a ClickHouse server is not there yet; it is tried again until it is. */
  isPatient?: boolean;
  /** Told of what went wrong in the background, one sentence each. */
  warn(line: string): void;
  env?: Readonly<Record<string, string | undefined>>;
  now?: () => number;
}

/** What the collector answers; everything else is the studio's. */
const COLLECTOR_PATHS = /^\/(?:v1\/|(?:dp\.\w+\/)?dp[-.\w]*\.(?:js|json|map|mjs)|healthz$|readyz$|metrics$)/;

function isCollectors(path: string): boolean {
  return COLLECTOR_PATHS.test(path) || DIALECT_PATHS.test(path);
}

/**
 * Opens a data folder's store and spool, and the collector and studio over them. With `CLICKHOUSE_URL` the tables are on
 * that server instead of in the folder.
 */
export async function openRuntime(folder: DataFolder, options: RuntimeOptions): Promise<Runtime> {
  const { warn, env = process.env, now = Date.now } = options;
  const admin = new Map<string, string>();
  const sites = folder.sites.map((site) => {
    const token = newSecret('dpa');
    admin.set(site.id, token);
    return {
      ...site,
      origins: [...site.origins, ...(options.origins ?? [])],
      tokens: [...site.tokens, keepToken(token, 'admin', 'this process')],
    };
  });
  const maps = new Map(folder.maps);
  const contexts = new Map(sites.map((site) => [site.id, contextOf(site, maps.get(site.id))] as const));
  function context(site: string): SiteContext {
    const found = contexts.get(site);
    if (found === undefined) throw unknownSite(site, sites);
    return found;
  }
  function map(site: string): JourneyMap {
    const found = maps.get(site);
    if (found === undefined) throw unknownSite(site, sites);
    return found;
  }

  const { spool, tables, late } = await openStorage(folder, sites, {
    env,
    now,
    warn,
    isPatient: options.isPatient === true,
  }).catch((error: unknown) => {
    folder.lock.release();
    throw error;
  });
  const stitching = createStitchLoop({
    stitch: async (id) => {
      // One portion at a time: in between, what has just come in is brought up to date.
      const outcome = await tables.stitch(context(id), {
        portions: 1,
        ...(options.visitorsAPortion === undefined ? {} : { visitorsAPortion: options.visitorsAPortion }),
      });
      if (outcome.left) options.onRecomputing?.(id, await tables.recomputing(context(id)));
      else if (outcome.replaced) options.onRecomputing?.(id, undefined);
      return outcome;
    },
    onError: (error, site) => warn(`The journeys of site ${site} could not be brought up to date: ${messageOf(error)}`),
  });
  const collector = createCollector({
    sites,
    spool,
    store: tables,
    now,
    settings: folder.settings,
    saltFile: folder.salt,
    tagFolder: folder.tag,
    dataCenters: folder.dataCenters,
    ...(folder.countries === undefined ? {} : { countries: folder.countries }),
    onShipped: (touched) => {
      // What is left in the spool may be of a site that is no longer in sites.yaml.
      const known = touched.filter((id) => sites.some((site) => site.id === id));
      if (options.stitch !== false) stitching.touch(known);
    },
  });
  const studio = createStudio({
    sites,
    map,
    context,
    store: tables,
    live: collector.live,
    now,
    onError: (error) => warn(messageOf(error)),
  });
  collector.start();
  const tellStrays = async () => {
    const { onStrays } = options;
    if (onStrays === undefined) return;
    // A store that is closed meanwhile has nothing more to tell.
    const strays = await findStrays(tables, [...contexts.keys()]).catch(() => []);
    if (strays.length > 0) onStrays(strays);
  };
  // What is stitched, and whether it goes well, is nothing to speak of before there is a store.
  const isThere = () => late?.isThere() ?? true;
  const touchAll = () => {
    if (options.stitch !== false) stitching.touch(sites.map(({ id }) => id));
  };
  const begin = () => {
    touchAll();
    void tellStrays();
  };
  if (late === undefined) begin();
  else void late.there.then(begin);
  late?.tried.then(
    () => {
      if (isThere()) return;
      void late.there.then(() => warn('ClickHouse is there: what was kept is being stored.'));
    },
    () => undefined,
  );

  return {
    folder,
    sites,
    store: tables,
    collector,
    stitching,
    context,
    map,
    changeMap(id, next) {
      const site = sites.find((one) => one.id === id);
      if (site === undefined) throw unknownSite(id, sites);
      maps.set(id, next);
      contexts.set(id, contextOf(site, next));
      if (isThere()) stitching.touch([id]);
    },
    adminToken(site) {
      const token = admin.get(site);
      if (token === undefined) throw unknownSite(site, sites);
      return token;
    },
    tried: late?.tried ?? Promise.resolve(),
    fetch(request, env) {
      const { pathname } = new URL(request.url);
      return (isCollectors(pathname) ? collector.app : studio).fetch(request, env as object);
    },
    async settle() {
      await collector.drain();
      stitching.touch(sites.map(({ id }) => id));
      await stitching.settle();
    },
    async close() {
      try {
        // Without a store nothing can be shipped, and there is nothing to wait for.
        await (isThere() ? collector.close() : collector.close(0));
        await stitching.stop();
        await spool.close();
        await tables.close();
      } finally {
        folder.lock.release();
      }
    },
  };
}

function contextOf(site: Site, map: JourneyMap | undefined): SiteContext {
  if (map === undefined) throw new Error(`Site ${site.id} has no map.`);
  return { site: site.id, timeZone: site.time_zone, currency: site.currency, map: compileMap(map), names: [] };
}
