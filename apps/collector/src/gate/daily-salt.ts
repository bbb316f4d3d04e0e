import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

const DAY_MS = 86_400_000;
/** How the ids begin that last for a day. */
export const OF_DAY = 'day:';

/** Gives browsers without an id one that lasts for the day (UTC) and tells nothing afterwards. */
export interface DailySalt {
  /**
   * The id of whoever these words describe, the same all day and another one tomorrow. Yesterday's salt is gone, so nobody can ever tell
   * again who it was, ourselves included.
   */
  visitor(now: number, ...words: string[]): string;
  /** Throws the salt of a day away that is over, also where nobody comes. To be called now and then. */
  forget(now: number): void;
}

/**
 * Opens the salt of the day.
 *
 * @param file where it is kept, so that a restart does not make a new visitor of everyone; without it, in memory only
 * @throws the system's error when the file cannot be written
 */
export function openDailySalt(file?: string): DailySalt {
  let current = file === undefined ? undefined : readSalt(file);
  const ofDay = (day: number): { day: number; salt: Buffer } => {
    // A clock that was put back keeps the salt it has: an older one does not exist any more.
    if (current === undefined || current.day < day) {
      current = { day, salt: randomBytes(32) };
      if (file !== undefined) writeSalt(file, current);
    }
    return current;
  };
  return {
    visitor(now, ...words) {
      const { day, salt } = ofDay(Math.floor(now / DAY_MS));
      const hash = createHmac('sha256', salt).update(JSON.stringify(words)).digest('base64url').slice(0, 22);
      // The visitors of a day lie side by side in the tables.
      return `${OF_DAY}${day.toString(36)}:${hash}`;
    },
    forget(now) {
      if (current === undefined || current.day >= Math.floor(now / DAY_MS)) return;
      current = undefined;
      if (file !== undefined) rmSync(file, { force: true });
    },
  };
}

function readSalt(file: string): { day: number; salt: Buffer } | undefined {
  try {
    const { day, salt } = JSON.parse(readFileSync(file, 'utf8')) as { day: unknown; salt: unknown };
    if (typeof day !== 'number' || typeof salt !== 'string' || !/^[0-9a-f]{64}$/.test(salt)) return undefined;
    return { day, salt: Buffer.from(salt, 'hex') };
  } catch {
    return undefined;
  }
}

function writeSalt(file: string, { day, salt }: { day: number; salt: Buffer }): void {
  writeFileSync(`${file}.new`, JSON.stringify({ day, salt: salt.toString('hex') }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
