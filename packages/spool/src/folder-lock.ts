import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { giveSign, seesSign } from './sign-of-life.ts';
import { SpoolError } from './spool-error.ts';

interface LockText {
  pid: number;
  /** When that process began, in the system's own count: tells it from a later one with the same number. */
  started: string;
  nonce: string;
}

/** Nonces of the locks this process holds: its own number on a file it did not write is a leftover. */
const held = new Set<string>();

/**
 * Takes the lock file of a folder; a lock left behind by a process that is gone is taken over. That it lives is told by its sign, and only
 * where there is none by its process number: in containers that share a folder everybody may have the same one.
 *
 * @returns a function that gives the lock back
 * @throws SpoolError `locked` when a living process holds it, with its process number
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const mine: LockText = { pid: process.pid, started: startOf(process.pid), nonce: randomUUID() };
  // Before the lock: whoever finds that finds the sign, too.
  const end = (await giveSign(folder, signOf(mine))) ?? (() => undefined);
  try {
    await take(folder, path, mine);
  } catch (error) {
    end();
    throw error;
  }
  held.add(mine.nonce);
  return async () => {
    held.delete(mine.nonce);
    const last = await readLock(path);
    if (last?.nonce === mine.nonce) await unlink(path).catch(() => undefined);
    end();
  };
}

async function take(folder: string, path: string, mine: LockText): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    try {
      await writeFile(path, JSON.stringify(mine), { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const other = await readLock(path);
      if (other !== undefined && (await isAlive(other, folder))) throw lockedBy(other, folder);
      await removeStale(path, other);
      if (other !== undefined) await unlink(join(folder, signOf(other))).catch(() => undefined);
      continue;
    }
    // Two processes may have found the same stale lock at once: the one whose text stands has it.
    const standing = await readLock(path);
    if (standing?.nonce === mine.nonce) return;
  }
  throw new SpoolError('locked', `The spool in ${folder} is being taken by another process; try again.`);
}

function lockedBy(other: LockText, folder: string): SpoolError {
  return new SpoolError(
    'locked',
    `The spool in ${folder} is in use by process ${other.pid}; stop that process or choose another folder.`,
  );
}

async function readLock(path: string): Promise<LockText | undefined> {
  try {
    const text = JSON.parse(await readFile(path, 'utf8')) as Partial<LockText>;
    if (typeof text.pid !== 'number' || typeof text.nonce !== 'string') return undefined;
    return { pid: text.pid, started: String(text.started ?? ''), nonce: text.nonce };
  } catch {
    return undefined;
  }
}

/** Moves the stale lock aside under a name of its own, so that a fresh one put there meanwhile is noticed and put back. */
async function removeStale(path: string, stale: LockText | undefined): Promise<void> {
  const aside = `${path}.${process.pid}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await readLock(aside);
  if (moved !== undefined && moved.nonce !== stale?.nonce) await rename(aside, path);
  else await unlink(aside).catch(() => undefined);
}

const signOf = ({ nonce }: LockText): string => `lock-${nonce.slice(0, 8)}.sock`;

async function isAlive(lock: LockText, folder: string): Promise<boolean> {
  if (held.has(lock.nonce)) return true;
  const sign = await seesSign(folder, signOf(lock));
  if (sign !== undefined) return sign;
  if (lock.pid === process.pid) return false;
  try {
    process.kill(lock.pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(lock.pid);
  return started === '' || lock.started === '' || started === lock.started;
}

/** Start time of a process in clock ticks since boot, empty where the system does not tell. */
function startOf(pid: number): string {
  try {
    // The name, second field, stands in parentheses and may hold spaces; the start is the 20th field after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Z: ended, and only waits for its parent to notice.
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
