#!/usr/bin/env node
import { run } from './program.ts';
import { stopSignal } from './shell/stop-signal.ts';

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const code = await run(process.argv.slice(2), {
  streams: { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin },
  now: Date.now,
  stopped: stopSignal,
});
// The embedded ClickHouse keeps threads that would hold the process.
process.stdout.write('', () => process.exit(code));
