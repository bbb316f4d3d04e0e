import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { compileMap, type SiteContext } from '@desirepath/engine';
import {
  type AccountingRow,
  DEFAULT_MAP,
  type EventRow,
  journeyMapSchema,
  type LiveEvent,
  type Site,
  siteSchema,
} from '@desirepath/schema';
import { openStore, type Store } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import type { Hono } from 'hono';
import { createStudio } from '../src/index.ts';
import { shoppers, uuid } from './shoppers.ts';

/** Token of each site of the test shop: the word before the site's name. */
export const TOKENS = { shop: 'token-of-shop', calm: 'token-of-calm', empty: 'token-of-empty' };
/** The moment at which the test shop stands still. */
export const NOW = Date.parse('2026-11-20T12:00:00Z');

const FRAME_ROWS = 5_000;

/** A studio over a real embedded store, with the past of two shops in it, and the means to let something happen. */
export interface TestShop {
  studio: Hono;
  store: Store;
  sites: Site[];
  context(site: string): SiteContext;
  /** Inserts rows with their accounting, as the collector's shipping does. */
  insert(rows: EventRow[], accounting?: AccountingRow[]): Promise<void>;
  /** Sends an event to whoever looks at the live feed. */
  emit(event: LiveEvent): void;
  /** Called with what the studio tells about failures. */
  failures: unknown[];
  close(): Promise<void>;
}

/**
 * Opens the shop: `shop` has a checkout that got worse on mobile in the last week, in `calm` nothing changed, `empty`
 * has not begun.
 */
export async function openTestShop(): Promise<TestShop> {
  const folder = tempDir('studio');
  const store = await openStore({ path: folder.path });
  await store.migrate();
  const map = journeyMapSchema.parse(DEFAULT_MAP);
  const compiled = compileMap(map);
  const sites = Object.entries(TOKENS).map(([id, token]) =>
    siteSchema.parse({
      id,
      name: `The ${id} shop`,
      write_key: `write-key-${id}`,
      origins: ['https://shop.example'],
      time_zone: 'Europe/Berlin',
      tokens: [{ sha256: createHash('sha256').update(token).digest('hex'), scope: 'read' }],
    }),
  );
  const context = (site: string): SiteContext => ({
    site,
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    map: compiled,
    names: [],
  });
  const insert = async (rows: EventRow[], accounting: AccountingRow[] = []) => {
    for (let from = 0; from === 0 || from < rows.length; from += FRAME_ROWS) {
      const part = rows.slice(from, from + FRAME_ROWS);
      const id = uuid(JSON.stringify([part[0]?.event_id, part.length, accounting]));
      // As at the door: whatever has a verdict was received.
      const verdicts = (from === 0 ? accounting : []).map((row) => ({ ...row, received: row.count }));
      const stored = part.map(({ site, received_time }) => ({
        site,
        minute: Math.floor(received_time / 60_000) * 60_000,
        verdict: 'stored' as const,
        reason: '',
        count: 0,
        received: 1,
      }));
      await store.insert({ id, rows: part, rejects: [], accounting: [...verdicts, ...stored] });
    }
  };
  const listeners = new Set<(event: LiveEvent) => void>();
  const failures: unknown[] = [];
  const studio = createStudio({
    sites,
    map: () => map,
    context,
    store,
    live: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    now: () => NOW,
    pages: fileURLToPath(new URL('../dist/web/', import.meta.url)),
    onError: (error) => failures.push(error),
  });
  const past = { now: NOW, days: 30, perDay: 160, seed: 7 };
  await insert(shoppers({ ...past, site: 'shop', harm: 0.45 }));
  await insert(shoppers({ ...past, site: 'calm', seed: 8, harm: 1 }));
  for (const { id } of sites) await store.stitch(context(id));
  return {
    studio,
    store,
    sites,
    context,
    insert,
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    failures,
    close: async () => {
      await store.close();
      folder.remove();
    },
  };
}
