import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { run } from '../src/program.ts';

/** What a run of the CLI left behind. */
export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the CLI in this process. */
export async function runCli(args: readonly string[], stdin = ''): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  const code = await run(args, {
    streams: {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      stdin: Readable.from([stdin]),
    },
    now: Date.now,
    stopped: () => new Promise(() => undefined),
  });
  return { code, stdout, stderr };
}

/** Runs the CLI in this process and reads its `--json` answer; fails the test with what it said otherwise. */
export async function jsonOf<T>(args: readonly string[], stdin = ''): Promise<T> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], stdin);
  if (code !== 0) throw new Error(`desirepath ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** A run of the CLI in a process of its own. */
export interface CliProcess {
  child: ChildProcess;
  /** The first whole line on stdout; rejects when the process ends without one. */
  firstLine: Promise<string>;
  /** What it has said on stderr so far. */
  stderr(): string;
  /** Resolves when the process has ended, by itself or by a signal. */
  ended: Promise<CliRun & { signal: string | null }>;
}

/** Starts the built CLI as a process of its own. */
export function startCli(args: readonly string[], env: Record<string, string> = {}): CliProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const end = stdout.indexOf('\n');
      if (end >= 0) resolve(stdout.slice(0, end));
    });
    child.once('close', (code) => reject(new Error(`desirepath ${args.join(' ')} ended with ${code}: ${stderr}`)));
  });
  firstLine.catch(() => undefined);
  const ended = once(child, 'close').then(([code, signal]) => ({ code: Number(code ?? -1), signal, stdout, stderr }));
  return { child, firstLine, stderr: () => stderr, ended };
}
