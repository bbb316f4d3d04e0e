import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JourneyMap, Site } from '@desirepath/schema';
import { messageOf } from '../shell/cli-error.ts';
import { siteMap } from './load-map.ts';

/** Told of what happens to the files of maps. */
export interface MapWatcher {
  onChange(site: string, map: JourneyMap): void;
  /** Told in one sentence why a changed file is not taken. */
  warn(line: string): void;
}

/**
 * Watches the map files of sites and hands on each that changes, checked. By looking every so often: it works on every file
 * system, and sees a file that an editor has replaced.
 *
 * @param path of the data folder
 * @returns ends it
 */
export function watchMaps(path: string, sites: readonly Site[], watcher: MapWatcher, everyMs = 1000): () => void {
  const files = sites.flatMap(({ id, map }) => {
    const file = map === undefined ? undefined : resolve(path, map);
    return file === undefined ? [] : [{ id, file, seen: stampOf(file) }];
  });
  const timer = setInterval(() => {
    for (const entry of files) {
      const stamp = stampOf(entry.file);
      if (stamp === entry.seen) continue;
      entry.seen = stamp;
      try {
        watcher.onChange(entry.id, siteMap(entry.file));
      } catch (error) {
        watcher.warn(`${messageOf(error)} Until then, the map before stays.`);
      }
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Changes whenever the file does. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'none' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}
