import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

/** A real ClickHouse that speaks HTTP on this machine, in a process of its own. */
export interface ClickHouseServer {
  url: string;
  process: ChildProcess;
  /** Resolves when the process has ended, with how it ended and what it said last. */
  ended: Promise<string>;
  /** SIGKILL: the server has no say in it. */
  kill(): Promise<void>;
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
  let isEnded = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    isEnded = true;
    return `${code ?? signal}: ${errors}`;
  });
  const url = `http://127.0.0.1:${http}`;
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  for (let tries = 0; tries < 300; tries++) {
    if (isEnded) throw new Error(`ClickHouse ended at its start with ${await ended}`);
    const answer = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    if (answer?.ok) return { url, process: child, ended, kill };
    await sleep(100);
  }
  await kill();
  throw new Error(`ClickHouse did not answer for 30 s: ${errors}`);
}
