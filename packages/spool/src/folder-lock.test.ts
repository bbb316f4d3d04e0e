import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@desirepath/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let root: { path: string; remove(): void };
let child: ChildProcess | undefined;
beforeEach(() => {
  root = tempDir('lock');
});
afterEach(async () => {
  if (child !== undefined) await kill(child);
  child = undefined;
  root.remove();
});

const HOLDER = `import('${new URL('../dist/index.js', import.meta.url).href}').then(async ({ nodeFiles }) => {
  await nodeFiles.lock(process.argv[1]);
  process.stdout.write('held');
  // However busy it is.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
})`;

/** A process that holds the lock of a folder, and does nothing else. */
async function holder(folder: string): Promise<ChildProcess> {
  child = spawn(process.execPath, ['-e', HOLDER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

async function kill(one: ChildProcess): Promise<void> {
  if (one.exitCode !== null || one.signalCode !== null) return;
  one.kill('SIGKILL');
  await once(one, 'exit');
}

/** Changes what a lock says, as it would read from another container. */
function rewrite(folder: string, change: object): void {
  const path = join(folder, 'lock');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
}

/** The start of a process as its lock has it. */
function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

test.each([
  ['is this one', () => ({ pid: process.pid })],
  ['is nobody', () => ({ pid: 2 ** 30, started: '1' })],
  ['began at another time', () => ({ pid: process.ppid, started: '1' })],
])('a living process keeps others out also where its number %s', async (_, change) => {
  const one = await holder(root.path);
  await expect(lockFolder(root.path)).rejects.toMatchObject({ code: 'locked' });
  rewrite(root.path, change());
  await expect(lockFolder(root.path)).rejects.toMatchObject({ code: 'locked' });
  await kill(one);
  await (await lockFolder(root.path))();
  expect(readdirSync(root.path)).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'a process that has ended keeps nobody out, whoever has its number now',
  async () => {
    await kill(await holder(root.path));
    rewrite(root.path, { pid: process.ppid, started: startOf(process.ppid) });
    const unlock = await lockFolder(root.path);
    await expect(lockFolder(root.path)).rejects.toThrow(`in use by process ${process.pid}`);
    await unlock();
    expect(readdirSync(root.path)).toEqual([]);
  },
);

test.runIf(process.platform === 'linux')('so it is in a folder whose path is too long for a socket', async () => {
  const deep = join(root.path, 'x'.repeat(100));
  mkdirSync(deep);
  const one = await holder(deep);
  rewrite(deep, { pid: process.pid });
  await expect(lockFolder(deep)).rejects.toMatchObject({ code: 'locked' });
  await kill(one);
  await (await lockFolder(deep))();
  expect(readdirSync(deep)).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'a lock without a sign of life is told by the number of its process',
  async () => {
    const lock = (text: object) => writeFileSync(join(root.path, 'lock'), JSON.stringify(text));
    lock({ pid: process.ppid, started: startOf(process.ppid), nonce: 'of-another-release' });
    await expect(lockFolder(root.path)).rejects.toThrow(`in use by process ${process.ppid}`);
    lock({ pid: process.ppid, started: '1', nonce: 'of-another-release' });
    await (await lockFolder(root.path))();
    lock({ pid: process.pid, started: startOf(process.pid), nonce: 'of-an-earlier-container' });
    await (await lockFolder(root.path))();
    expect(readdirSync(root.path)).toEqual([]);
  },
);

test.runIf(process.platform === 'linux').each([
  ['short', 'a'],
  ['long', 'x'.repeat(100)],
])('every user of a folder may ask whether its holder lives, by a %s path', async (_, name) => {
  const folder = join(root.path, name);
  mkdirSync(folder);
  const mask = process.umask(0o077);
  const unlock = await lockFolder(folder).finally(() => process.umask(mask));
  const sign = readdirSync(folder).find((file) => file.endsWith('.sock')) ?? '';
  expect(statSync(join(folder, sign)).mode & 0o222).toBe(0o222);
  await unlock();
  expect(readdirSync(folder)).toEqual([]);
});
