import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findBrowser, tempDir } from '@desirepath/testing';

/**
 * Opens a page in a browser that nobody attends to, and runs `work` meanwhile: driven from outside, a browser renders
 * nothing ahead and keeps no back/forward cache. The pages must walk by themselves.
 */
export async function unattendedBrowser(url: string, work: () => Promise<void>): Promise<void> {
  const profile = tempDir('desirepath-browser');
  const child = spawn(
    await findBrowser(),
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile.path}`,
      url,
    ],
    { stdio: 'ignore', detached: true },
  );
  try {
    await work();
  } finally {
    const ended = once(child, 'exit');
    // The whole group: a browser is many processes.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await ended;
    profile.remove();
  }
}
