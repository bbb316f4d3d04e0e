import type { CompiledMap } from './map/compiled-map.ts';

/** All that turning a plan into SQL needs to know; plain data. */
export interface SiteContext {
  site: string;
  timeZone: string;
  /** ISO code that money is reported in. */
  currency: string;
  map: CompiledMap;
  /** Event names the map does not hold, in the order of their codes (table `touchpoint_names`). */
  names: readonly string[];
}
