import { readFileSync, writeFileSync } from 'node:fs';

const set = (connection, name, value) => connection.run({ text: `SET ${name} = ${value}`, params: {} });
const MEGABYTE = 1_000_000;

/** The most memory the process has held since it was last asked, bytes. */
function peakOfProcess() {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  writeFileSync('/proc/self/clear_refs', '5');
  return Number(kilobytes) * 1024;
}

/**
 * CPU of the whole process (ClickHouse and the making of the answer) and elapsed time, ms: of the run that took the
 * least CPU.
 */
export async function measure(work, runs = 3) {
  let best;
  let result;
  for (let run = 0; run < runs; run++) {
    const [cpu, since] = [process.cpuUsage(), performance.now()];
    result = await work();
    const { user, system } = process.cpuUsage(cpu);
    const one = { cpu_ms: (user + system) / 1000, wall_ms: performance.now() - since };
    if (best === undefined || one.cpu_ms < best.cpu_ms) best = one;
    // What takes long is not worth another look.
    if (one.wall_ms > 20_000) break;
  }
  return { ...best, result };
}

/**
 * The least of these limits (MB) on the memory of a query, as ClickHouse accounts for it, under which the work still
 * gets done; null where none is enough.
 */
export async function memoryNeeded(connection, work, limits = [125, 250, 500, 1000, 2000, 4000]) {
  let least = null;
  for (const limit of limits) {
    await set(connection, 'max_memory_usage', limit * MEGABYTE);
    try {
      await work();
      least = limit;
      break;
    } catch (error) {
      if (!/MEMORY_LIMIT_EXCEEDED|memory limit/i.test(String(error))) throw error;
    } finally {
      await set(connection, 'max_memory_usage', 0);
    }
  }
  return least;
}

/** How much the process grew while the work was done, at the most, MB. */
export async function growth(work) {
  peakOfProcess();
  const before = process.memoryUsage.rss();
  await work();
  return Math.max(0, peakOfProcess() - before) / MEGABYTE;
}
