import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CollectorSettings, LiveEvent, Site } from '@desirepath/schema';
import { openSpool, type Spool, type SpoolFiles } from '@desirepath/spool';
import type { Store } from '@desirepath/store';
import { type Collector, createCollector, type Limits } from '../src/index.ts';

/** The start of this minute: the table of rejects forgets what is older than 14 days. */
export const NOW = Math.floor(Date.now() / 60_000) * 60_000;
export const ADMIN = 'dpa_admin_of_the_shop';
export const READER = 'dpr_reader_of_the_shop';
const BOTH = 'dpa_admin_of_both';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export const SITES: Site[] = [
  {
    id: 'shop',
    write_key: 'shop_write_key',
    origins: ['https://shop.example', 'https://*.shop.example', 'http://127.0.0.1:4701'],
    tokens: [
      { sha256: sha256(ADMIN), scope: 'admin', label: '' },
      { sha256: sha256(READER), scope: 'read', label: '' },
      { sha256: sha256(BOTH), scope: 'admin', label: '' },
    ],
    time_zone: 'UTC',
    currency: 'EUR',
  },
  {
    id: 'other',
    write_key: 'other_write_key',
    origins: ['https://other.example'],
    tokens: [{ sha256: sha256(BOTH), scope: 'admin', label: '' }],
    time_zone: 'UTC',
    currency: 'EUR',
  },
];
export const TOKEN_OF_BOTH = BOTH;

export const CHROME =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';

/** What a Hono app is told of a request that came over a connection from this machine. */
export const LOCAL = { incoming: { socket: { remoteAddress: '127.0.0.1' } } };

/** A collector over a real spool and a real store, with the live events it told. */
export interface Opened {
  collector: Collector;
  spool: Spool;
  live: LiveEvent[];
  /** `POST /v1/events` as a browser on the shop's pages does it. */
  send(body: unknown, headers?: Record<string, string>, query?: string): Promise<Response>;
  import(body: unknown, headers?: Record<string, string>, query?: string): Promise<Response>;
}

export async function openCollector(options: {
  folder: string;
  store: Store;
  limits?: Partial<Limits>;
  files?: SpoolFiles;
  now?: () => number;
  sites?: readonly Site[];
  settings?: CollectorSettings;
  dataCenters?: readonly string[];
  countries?: Uint8Array;
}): Promise<Opened> {
  const {
    folder,
    store,
    files,
    now = () => NOW,
    limits = {},
    sites = SITES,
    settings = {},
    dataCenters = [],
  } = options;
  const spool = await openSpool({ dir: join(folder, 'spool'), ...(files === undefined ? {} : { files }) });
  const collector = createCollector({
    sites,
    spool,
    store,
    now,
    settings,
    dataCenters,
    ...(options.countries === undefined ? {} : { countries: options.countries }),
    limits: { shipEveryMs: 50, ...limits },
  });
  const live: LiveEvent[] = [];
  collector.live.subscribe((event) => live.push(event));
  const post = (path: string, body: unknown, headers: Record<string, string>) =>
    collector.app.request(path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers,
    }) as Promise<Response>;
  return {
    collector,
    spool,
    live,
    send: (body, headers = {}, query = '') =>
      post(`/v1/events${query}`, body, {
        'content-type': 'text/plain;charset=UTF-8',
        origin: 'https://shop.example',
        'user-agent': CHROME,
        ...headers,
      }),
    import: (body, headers = {}, query = '') =>
      post(`/v1/import${query}`, body, { authorization: `Bearer ${ADMIN}`, ...headers }),
  };
}

export function event(more: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: randomUUID(), name: 'page_view', time: NOW, ...more };
}

export function envelope(events: unknown[], more: Record<string, unknown> = {}): Record<string, unknown> {
  return { key: 'shop_write_key', visitor: 'v1', events, ...more };
}
