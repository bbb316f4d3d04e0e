import { closeSync, openSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** Bytes of a path that every system takes for a socket. */
const LONGEST = 100;

/**
 * Listens on a socket in a folder. The system ends that with the process, in whatever way it ends, and whoever has the folder sees it,
 * also from another container, where process numbers mean nothing.
 *
 * @returns a function that ends it; undefined where the folder takes no sockets, as on some network drives
 */
export async function giveSign(folder: string, name: string): Promise<(() => void) | undefined> {
  const server = createServer((socket) => socket.destroy());
  // A lock keeps no process alive.
  server.unref();
  try {
    await atPath(
      folder,
      name,
      (path) =>
        new Promise<void>((resolve, reject) => {
          server.once('error', reject);
          // Whoever has the folder may ask, as whatever user: nothing is said but that somebody is there.
          server.listen({ path, writableAll: true }, resolve);
        }),
    );
  } catch {
    return undefined;
  }
  server.on('error', () => undefined);
  return () => {
    server.close();
    rmSync(join(folder, name), { force: true });
  };
}

/** Whether the process that gave a sign lives, however busy it is; undefined where there is none to tell by. */
export async function seesSign(folder: string, name: string): Promise<boolean | undefined> {
  const answer = await atPath(
    folder,
    name,
    (path) =>
      new Promise<string>((resolve) => {
        const socket = connect(path, () => {
          socket.destroy();
          resolve('');
        });
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      }),
  ).catch(() => 'ENOENT');
  if (answer === 'ECONNREFUSED') return false;
  // What may not be asked, or has too many callers, lives.
  return answer === 'ENOENT' || answer === 'ENOTSOCK' || answer === 'EINVAL' ? undefined : true;
}

/** A long path is gone by way of its folder, which only Linux lets one do. */
async function atPath<T>(folder: string, name: string, work: (path: string) => Promise<T>): Promise<T> {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= LONGEST) return work(path);
  const opened = openSync(folder, 'r');
  try {
    return await work(`/proc/self/fd/${opened}/${name}`);
  } finally {
    closeSync(opened);
  }
}
