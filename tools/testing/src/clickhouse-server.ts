import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A real ClickHouse that speaks HTTP on this machine, in a process of its own. */
export interface ClickHouseServer {
  url: string;
  process: ChildProcess;
  /** SIGKILL: the server has no say in it. */
  kill(): Promise<void>;
}

/** A port that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

/**
 * Starts a server over the data in `path` and waits until it answers.
 * @param ports fixed ports, to come back under the same address after a kill
 */
export async function startClickHouse(path: string, ports?: { http: number; tcp: number }): Promise<ClickHouseServer> {
  const http = ports?.http ?? (await freePort());
  const tcp = ports?.tcp ?? (await freePort());
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./clickhouse-child.js', import.meta.url)), String(http), String(tcp), path],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2000);
  });
  const url = `http://127.0.0.1:${http}`;
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`ClickHouse ended at start: ${errors}`);
    const answer = await fetch(`${url}/ping`).catch(() => undefined);
    if (answer?.ok) {
      return {
        url,
        process: child,
        kill: async () => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.kill('SIGKILL');
          await once(child, 'exit');
        },
      };
    }
    await sleep(100);
  }
  child.kill('SIGKILL');
  throw new Error(`ClickHouse did not answer within 30 s: ${errors}`);
}
