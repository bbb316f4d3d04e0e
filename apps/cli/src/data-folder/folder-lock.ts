import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, failed } from '../shell/cli-error.ts';

/** Who holds a data folder, as the file `holder.json` in it says. */
interface Holder {
  pid: number;
  /** When the process started, as the system counts it: tells it from a later one with the same number. */
  started: string;
  /** Where the holder can be asked, once it listens. */
  url?: string;
}

/** A data folder that is ours. */
export interface FolderLock {
  /** Says where this process can be asked, for those who find the folder held. */
  announce(url: string): void;
  release(): void;
}

/** Start of a process; empty where the system does not tell (other than Linux). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything: count the fields after its last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function lives(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false;
  }
  return holder.started === '' || startOf(holder.pid) === holder.started;
}

function readHolder(file: string): Holder | null {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('started' in holder)) return null;
    return holder as Holder;
  } catch {
    return null;
  }
}

/** The error for a folder that another process holds. */
function folderHeld(dir: string, holder?: { pid: number; url?: string }): Error {
  const who = holder === undefined ? 'another process' : `another process (${holder.pid})`;
  const ask =
    holder?.url === undefined ? 'stop that process' : `ask that process with --url ${holder.url} and --token, stop it`;
  return failed(`The data folder ${dir} is held by ${who}: ${ask}, or choose another folder with --data.`);
}

/**
 * Takes a data folder for this process; a holder that has died is no holder.
 *
 * @throws CliError (1) when a living process holds it
 */
export function lockFolder(dir: string): FolderLock {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'holder.json');
  const own: Holder = { pid: process.pid, started: startOf(process.pid) };
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: 'wx' });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      const holder = readHolder(file);
      if (holder !== null && lives(holder)) throw folderHeld(dir, holder);
      if (tries === 3) throw folderHeld(dir);
      rmSync(file, { force: true });
    }
  }
  let held = true;
  return {
    announce: (url) => writeFileSync(file, JSON.stringify({ ...own, url })),
    release() {
      if (!held) return;
      held = false;
      rmSync(file, { force: true });
    },
  };
}
