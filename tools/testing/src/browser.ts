import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a real Chromium: `$CHROME_PATH`, an installed one, else the one inside the npm package. */
export async function findBrowser(): Promise<string> {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== '') return named;
  return INSTALLED.find((path) => existsSync(path)) ?? (await sparticuz.executablePath());
}

/**
 * A headless Chromium with its security as shipped (CORS on), and none of its own network traffic.
 * @param more further arguments, such as `--user-agent=…`, which also holds for what a page sends when it goes
 */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...more,
    ],
  });
}
