import type { SiteContext } from '@desirepath/engine';
import type { JourneyMap, LiveFeed, Site } from '@desirepath/schema';
import type { Store } from '@desirepath/store';

/** What a studio is made of. */
export interface StudioOptions {
  /** The shops it serves; a token reads the one site that lists it. */
  sites: readonly Site[];
  /** The designed map of a site. */
  map(site: string): JourneyMap;
  /** The same map compiled, with what else turning a plan into SQL needs. */
  context(site: string): SiteContext;
  store: Pick<Store, 'ask' | 'read' | 'recomputing'>;
  /** Events as they are received. */
  live: LiveFeed;
  /** The clock, ms since 1970 UTC. */
  now?: () => number;
  /** Folder of the built pages; by default the one that the build of this package makes. */
  pages?: string;
  /** Address of the tag that shops paste, absolute or relative to the pages. Default `/dp.js`. */
  script?: string;
  /** Told of every failure that the caller only sees as "status 500". */
  onError?: (error: unknown) => void;
}
