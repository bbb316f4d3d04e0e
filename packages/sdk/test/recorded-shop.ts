import { launchBrowser } from '@desirepath/testing';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Recorder, type Shop, startRecorder, startShop } from './recorder.ts';

export let browser: Browser;
export let shop: Shop;
/** Another for each test: what the page of the last one says when it is closed, however late, reaches nobody. */
export let recorder: Recorder;

/**
 * Gives the tests of a file a browser, a shop, and a recorder where the collector stands.
 * @param page the document of a path, or undefined for 404
 * @param switches what the browser is started with
 */
export function withRecordedShop(page: (path: string) => string | Buffer | undefined, switches: string[] = []): void {
  beforeAll(async () => {
    shop = await startShop(page);
    browser = await launchBrowser(switches);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });
  beforeEach(async () => {
    recorder = await startRecorder();
  });
  afterEach(() => recorder.close());
}
