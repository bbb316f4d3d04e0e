import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputFault, type Site, type SitesFile, sitesFileSchema } from '@desirepath/schema';
import { LineCounter, parseDocument, stringify } from 'yaml';
import { messageOf, wrongCall } from '../shell/cli-error.ts';
import { lineOf } from './line-of.ts';
import { keepToken, newSecret } from './tokens.ts';

/** Secrets that are shown once, when they are made, and never again. */
export interface NewTokens {
  site: string;
  read: string;
  admin: string;
}

/** What a new data folder's first site shall be. */
export interface NewSite {
  id: string;
  name: string;
  currency: string;
  timeZone: string;
  /** Where browsers may write from; none: no browser may. */
  origins?: readonly string[];
  /** Path of its map relative to the folder, if it has one. */
  map?: string;
}

const HEADER = `# The sites of this data folder: one entry a shop (docs/operating.md).
#   write_key  public; goes into the shop's pages, can only write
#   origins    where browsers may write from, exactly: https://shop.example ; https://*.shop.example is one label deep, ** any
#   tokens     SHA-256 of the secret tokens of the API; the tokens themselves were shown once
#   map        path of the journey map, relative to this file; without it the default map is used
# More of a site: retention, scrub, gpc, dnt, cookieless, signing_secret, surveys; of the whole collector, under "collector": trusted_proxies,
# country_header, metrics_token and the limits. docs/gates.md tells what each does.
`;

function sitesPath(dir: string): string {
  return join(dir, 'sites.yaml');
}

/** @param line of what the keys lead to; null where it cannot be told */
function check(
  file: string,
  input: unknown,
  line: (path: readonly PropertyKey[]) => number | null = () => null,
): SitesFile {
  const checked = sitesFileSchema.safeParse(input);
  if (!checked.success) {
    const { path, message } = inputFault(checked.error, input);
    const field = path.map(String).join('.') || 'the whole file';
    const at = line(path);
    const where = at === null ? '' : ` line ${at}`;
    throw wrongCall(`${file}${where} cannot be used: ${field}: ${message}. Correct it and start again.`);
  }
  const seen = new Set<string>();
  const keys = new Map<string, string>();
  for (const { id, write_key: key } of checked.data.sites) {
    if (seen.has(id)) throw wrongCall(`${file} has two sites with the id "${id}": give one of them another id.`);
    const other = keys.get(key);
    if (other !== undefined) {
      throw wrongCall(
        `${file} gives the sites "${other}" and "${id}" the same write_key: an event could not tell whose it is. Give one of them another key.`,
      );
    }
    seen.add(id);
    keys.set(key, id);
  }
  if (seen.size === 0)
    throw wrongCall(`${file} has no site: add one under "sites", or delete the file to get a new one.`);
  return checked.data;
}

/**
 * The sites of a data folder, and what is set for the collector; undefined where it has no `sites.yaml` yet.
 *
 * @throws CliError (2) that names file, line or field, and what is wrong with it
 */
export function readSites(dir: string): SitesFile | undefined {
  const file = sitesPath(dir);
  if (!existsSync(file)) return undefined;
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const error = document.errors[0];
  if (error !== undefined) {
    const line = error.linePos?.[0].line;
    const where = line === undefined ? '' : ` line ${line}`;
    throw wrongCall(
      `${file}${where} is not YAML: ${messageOf(error).split(' at line ')[0]}. Correct it and start again.`,
    );
  }
  return check(file, document.toJS(), (path) => lineOf(document, lines, path));
}

/** Writes the first `sites.yaml` of a folder, with a random write key and random tokens. */
export function createSites(dir: string, site: NewSite): { sites: Site[]; tokens: NewTokens } {
  const tokens = { site: site.id, read: newSecret('dpr'), admin: newSecret('dpa') };
  const file = {
    sites: [
      {
        id: site.id,
        name: site.name,
        write_key: newSecret('dpw'),
        origins: [...(site.origins ?? [])],
        tokens: [keepToken(tokens.read, 'read', 'first'), keepToken(tokens.admin, 'admin', 'first')],
        time_zone: site.timeZone,
        currency: site.currency,
        ...(site.map === undefined ? {} : { map: site.map }),
      },
    ],
  };
  mkdirSync(dir, { recursive: true });
  writeFileSync(sitesPath(dir), HEADER + stringify(file), { flag: 'wx', mode: 0o600 });
  return { sites: check(sitesPath(dir), file).sites, tokens };
}
