import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CollectorSettings, JourneyMap, Site } from '@desirepath/schema';
import { codeOf, failed, messageOf, wrongCall } from '../shell/cli-error.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { siteMap } from './load-map.ts';
import { createSites, type NewSite, type NewTokens, readSites } from './sites-file.ts';

/** A data folder that this process holds: sites and their maps, the spool, the embedded ClickHouse. */
export interface DataFolder {
  path: string;
  sites: Site[];
  /** What is set for the collector, limits among it. */
  settings: CollectorSettings;
  /** Ranges of addresses that are data centres: the lines of `data-centers.txt`. */
  dataCenters: string[];
  /** The file `country.mmdb`, which tells the countries of addresses; undefined where the operator has brought none. */
  countries: Buffer | undefined;
  /** File of the salt that makes visitors of browsers without an id. */
  salt: string;
  /** Folder of the builds of the tag that pages may name. */
  tag: string;
  /** The tokens that were just made, to be shown once; undefined when the folder was there before. */
  tokens: NewTokens | undefined;
  maps: ReadonlyMap<string, JourneyMap>;
  spool: string;
  clickhouse: string;
  lock: FolderLock;
}

/** Options of {@link openDataFolder}. */
export interface DataFolderOptions {
  /** The site that a new folder gets; by default one called `shop`. */
  first?: Partial<NewSite>;
  /** Called for a new folder before its sites are written, for example to put a map into it. */
  prepare?: (path: string) => void;
  /** Whether the folder must be there: who only looks makes none of a name that is mistyped. */
  existing?: boolean;
}

/**
 * Takes a data folder, and makes it on first use.
 *
 * @throws CliError (1) when another process holds it or it cannot be written, (2) when its `sites.yaml` or a map is broken, or it is
 *   not there and has to be
 * @example
 * const folder = openDataFolder('.desirepath');
 * try { … } finally { folder.lock.release(); }
 */
export function openDataFolder(dir: string, options: DataFolderOptions = {}): DataFolder {
  const path = resolve(dir);
  if (options.existing === true && !existsSync(join(path, 'sites.yaml')) && !isFile(path)) {
    throw wrongCall(
      `There is no shop in ${path}; correct --data, or begin one there with \`desirepath serve --data ${dir}\`.`,
    );
  }
  try {
    mkdirSync(join(path, 'maps'), { recursive: true });
  } catch (error) {
    const why = codeOf(error) === 'ENOTDIR' || codeOf(error) === 'EEXIST' ? 'it is a file' : messageOf(error);
    throw failed(`The data folder ${path} cannot be used: ${why}; choose another with --data.`, error);
  }
  const lock = lockFolder(path);
  try {
    const file = readSites(path);
    let sites = file?.sites;
    let tokens: NewTokens | undefined;
    if (sites === undefined) {
      options.prepare?.(path);
      const first = { id: 'shop', name: 'My shop', currency: 'EUR', timeZone: 'UTC', ...options.first };
      ({ sites, tokens } = createSites(path, first));
    }
    const maps = new Map(
      sites.map(({ id, map }) => [id, siteMap(map === undefined ? undefined : resolve(path, map))] as const),
    );
    return {
      path,
      sites,
      settings: file?.collector ?? {},
      dataCenters: readLines(join(path, 'data-centers.txt')),
      countries: readBytes(join(path, 'country.mmdb')),
      salt: join(path, 'salt.json'),
      tag: join(path, 'tag'),
      tokens,
      maps,
      spool: join(path, 'spool'),
      clickhouse: join(path, 'clickhouse'),
      lock,
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The lines of a file that say something; none when it is not there. */
function readLines(file: string): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
}

function readBytes(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
