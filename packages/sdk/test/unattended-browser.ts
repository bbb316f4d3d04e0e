import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { findBrowser, tempDir } from '@desirepath/testing';

/** A browser that can be started with a page, and nothing else. */
export interface UnattendedBrowser {
  name: string;
  path: string;
  /** @param profile an empty folder of its own */
  args(profile: string, url: string): string[];
  /** Whether it must have a screen, which is then a virtual one. */
  needsScreen?: boolean;
}

const XVFB = '/usr/bin/Xvfb';

/** The Chromium that all browser tests run in. */
export async function unattendedChromium(): Promise<UnattendedBrowser> {
  return {
    name: 'Chromium',
    path: await findBrowser(),
    args: (profile, url) => [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      url,
    ],
  };
}

/** Firefox, from `$FIREFOX_PATH` or where a system installs it. */
export function unattendedFirefox(): UnattendedBrowser | undefined {
  const path = firstOf([process.env.FIREFOX_PATH ?? '', '/usr/bin/firefox-esr', '/usr/bin/firefox']);
  if (path === undefined) return undefined;
  return {
    name: 'Firefox',
    path,
    args: (profile, url) => ['--headless', '--no-remote', '--new-instance', '--profile', profile, url],
  };
}

/** The small browser that comes with WebKitGTK, from `$WEBKIT_PATH` or where Debian installs it. */
export function unattendedWebKit(): UnattendedBrowser | undefined {
  const libraries = '/usr/lib/x86_64-linux-gnu';
  const folders = existsSync(libraries) ? readdirSync(libraries).filter((name) => name.startsWith('webkit2gtk-')) : [];
  const path = firstOf([
    process.env.WEBKIT_PATH ?? '',
    ...folders.sort().map((folder) => `${libraries}/${folder}/MiniBrowser`),
  ]);
  if (path === undefined || !existsSync(XVFB)) return undefined;
  return { name: 'WebKitGTK', path, args: (_, url) => [url], needsScreen: true };
}

/**
 * Opens a page in a browser that nobody attends to, and runs `work` meanwhile: driven from outside, a browser renders
 * nothing ahead and keeps no back/forward cache. The pages must walk by themselves.
 */
export async function leaveUnattended(
  { path, args, needsScreen }: UnattendedBrowser,
  url: string,
  work: () => Promise<void>,
): Promise<void> {
  const profile = tempDir('desirepath-browser');
  const screen = needsScreen === true ? await openScreen() : undefined;
  const child = spawn(path, args(profile.path, url), {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, HOME: profile.path, DISPLAY: screen?.display ?? '' },
  });
  try {
    await work();
  } finally {
    await end(child);
    if (screen !== undefined) await end(screen.child);
    profile.remove();
  }
}

/** The whole group: a browser is many processes. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

async function openScreen(): Promise<{ child: ChildProcess; display: string }> {
  const child = spawn(XVFB, ['-displayfd', '1', '-screen', '0', '1000x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const [chunk] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  return { child, display: `:${chunk.toString().trim()}` };
}

function firstOf(paths: readonly string[]): string | undefined {
  return paths.find((path) => path !== '' && existsSync(path));
}
