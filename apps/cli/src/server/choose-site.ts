import type { Site } from '@desirepath/schema';
import { wrongCall } from '../shell/cli-error.ts';

/** The error for a site that the folder does not have. */
export function unknownSite(id: string, sites: readonly Site[]): Error {
  const known = sites.map((site) => site.id).join(', ');
  return wrongCall(`There is no site "${id}" in this data folder: name one of ${known} with --site.`);
}

/** The site that a command means: the one it names, or the only one there is. */
export function chooseSite(sites: readonly Site[], id: string | undefined): Site {
  const found = id === undefined && sites.length === 1 ? sites[0] : sites.find((site) => site.id === id);
  if (found !== undefined) return found;
  if (id !== undefined) throw unknownSite(id, sites);
  throw wrongCall(
    `This data folder has ${sites.length} sites: name one of ${sites.map((s) => s.id).join(', ')} with --site.`,
  );
}
