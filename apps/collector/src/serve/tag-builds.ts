import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** A file of the tag as it was built. */
export interface TagFile {
  bytes: Buffer;
  /** Of its content, 16 hexadecimal digits. */
  hash: string;
  /** For the attribute `integrity` of a script. */
  integrity: string;
}

/** The tag and its further files as they were built together. */
export interface TagBuild {
  /** Made of all its files, 16 hexadecimal digits. */
  id: string;
  files: ReadonlyMap<string, TagFile>;
}

const NAMES = /^dp[a-z-]*\.js$/;
const ID = /^[0-9a-f]{16}$/;
const YEAR_MS = 366 * 86_400_000;
/** A build weighs 60 KB; whoever builds many times a day shall not fill the disk with them. */
const MOST = 100;

/** Reads the build in a folder; undefined where there is none. */
export function readBuild(folder: string): TagBuild | undefined {
  const files = new Map<string, TagFile>();
  const whole = createHash('sha256');
  for (const name of namesIn(folder).filter((one) => NAMES.test(one))) {
    const bytes = readFileSync(join(folder, name));
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const integrity = `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
    files.set(name, { bytes, hash, integrity });
    whole.update(`${name} ${bytes.length} `).update(bytes);
  }
  return files.size === 0 ? undefined : { id: whole.digest('hex').slice(0, 16), files };
}

/**
 * Keeps a build, so that pages which name it find it when another has taken its place. Those that were last the present one more than
 * a year ago are thrown away, and so is what is more than a hundred.
 *
 * @param folder of all that are kept
 * @param now ms
 * @throws the system's error when the folder cannot be written
 */
export function keepBuild(build: TagBuild, folder: string, now: number): void {
  const path = join(folder, build.id);
  if (!existsSync(path)) {
    // Whole or not at all, whenever this is broken off.
    const unfinished = `${path}.new`;
    mkdirSync(unfinished, { recursive: true });
    for (const [name, { bytes }] of build.files) writeFileSync(join(unfinished, name), bytes);
    renameSync(unfinished, path);
  }
  // The folder's own time says when it was last the present build.
  utimesSync(path, now / 1000, now / 1000);
  const kept = idsIn(folder)
    .map((id) => ({ path: join(folder, id), last: statSync(join(folder, id)).mtimeMs }))
    .sort((a, b) => b.last - a.last);
  for (const [no, { path, last }] of kept.entries()) {
    if (no >= MOST || last < now - YEAR_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** The builds that are kept, by id. What is not whole any more is left out. */
export function keptBuilds(folder: string): Map<string, TagBuild> {
  const builds = idsIn(folder).map((id) => [id, readBuild(join(folder, id))] as const);
  return new Map(builds.filter((entry): entry is [string, TagBuild] => entry[1]?.id === entry[0]));
}

function idsIn(folder: string): string[] {
  return namesIn(folder).filter((name) => ID.test(name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
