import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type DataFolder, openDataFolder } from '../data-folder/open-data-folder.ts';
import { EXAMPLE_STOREFRONT } from '../server/storefront.ts';
import { wrongCall } from '../shell/cli-error.ts';

/** What a demo's folder remembers, so that starting again goes on instead of counting the past twice. */
const stateSchema = z.object({
  seed: z.number().int(),
  shoppers: z.number().int(),
  /** End of the simulated past, ms. */
  to: z.number(),
  filled: z.boolean(),
});
export type DemoState = z.infer<typeof stateSchema>;

/** A data folder that holds the simulated shop. */
export interface DemoFolder {
  folder: DataFolder;
  state: DemoState;
  /** The past is in the store now. */
  markFilled(): void;
  /** Deletes the folder, if it was made for this run only. To be called once everything is closed. */
  discard(): void;
}

function readState(file: string): DemoState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Opens the folder of a demo: a fresh one that is deleted at the end, or the one that is named, which must be new or a
 * demo's.
 *
 * @throws CliError (2) when the named folder holds a real shop
 */
export function openDemoFolder(dir: string | undefined, fresh: Omit<DemoState, 'filled'>): DemoFolder {
  const path = dir === undefined ? mkdtempSync(join(tmpdir(), 'desirepath-demo-')) : resolve(dir);
  const file = join(path, 'demo.json');
  if (existsSync(join(path, 'sites.yaml')) && readState(file) === undefined) {
    throw wrongCall(
      `The data folder ${path} holds a shop of its own: choose another with --data, the demo would mix its shoppers in.`,
    );
  }
  const discard = () => {
    if (dir !== undefined) return;
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch {
      // An impatient end: ClickHouse is still writing. The system clears its folder for temporary files by itself.
    }
  };
  try {
    const folder = openDataFolder(path, {
      first: { id: 'fieldhouse', name: 'Fieldhouse', map: 'maps/fieldhouse.yaml' },
      prepare: () => {
        copyFileSync(join(EXAMPLE_STOREFRONT, 'map.yaml'), join(path, 'maps', 'fieldhouse.yaml'));
        // Before sites.yaml: a folder with sites but without this would be taken for a real shop's.
        writeFileSync(file, JSON.stringify({ ...fresh, filled: false }));
      },
    });
    const state = readState(file) ?? { ...fresh, filled: false };
    return {
      folder,
      state,
      markFilled: () => writeFileSync(file, JSON.stringify({ ...state, filled: true })),
      discard,
    };
  } catch (error) {
    discard();
    throw error;
  }
}
