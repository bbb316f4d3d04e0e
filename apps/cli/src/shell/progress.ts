import type { Streams } from './output.ts';

/** Shows how far long work is. */
export interface Progress {
  /** So much is done now; `total` may become known on the way. */
  update(done: number, total?: number): void;
  /** Removes the bar, or writes the last line. */
  end(): void;
}

const BAR = 24;
const REDRAW_MS = 100;
const LINE_MS = 5000;

function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.ceil(seconds % 60)} s`;
}

/** `12 345`: thin groups of three, the same everywhere. */
export function countText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
}

/**
 * A bar with rate and time left on a terminal; elsewhere a plain line every few seconds.
 *
 * @param label what is going on: `Importing`
 * @param unit what is counted: `events`
 */
export function createProgress(stream: Streams['stderr'], label: string, unit: string, total?: number): Progress {
  const started = performance.now();
  let all = total;
  let done = 0;
  let shown = Number.NEGATIVE_INFINITY;
  let ended = false;

  function line(): string {
    const seconds = Math.max(0.001, (performance.now() - started) / 1000);
    const rate = done / seconds;
    const speed = `${countText(rate)} ${unit}/s`;
    if (all === undefined || all <= 0) return `${label}: ${countText(done)} ${unit}, ${speed}`;
    const share = Math.min(1, done / all);
    const left = done === 0 ? '' : `, ${timeText(Math.max(0, all - done) / rate)} left`;
    const percent = `${Math.floor(share * 100)} %`;
    if (stream.isTTY !== true) return `${label}: ${percent}, ${countText(done)} ${unit}, ${speed}${left}`;
    const full = Math.round(share * BAR);
    return `${label} ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${percent}, ${countText(done)} ${unit}, ${speed}${left}`;
  }

  return {
    update(count, known) {
      done = count;
      all = known ?? all;
      const now = performance.now();
      if (stream.isTTY === true) {
        if (now - shown < REDRAW_MS) return;
        stream.write(`\r\u001b[K${line().slice(0, Math.max(20, (stream.columns ?? 100) - 1))}`);
      } else {
        if (shown === Number.NEGATIVE_INFINITY) shown = now;
        if (now - shown < LINE_MS) return;
        stream.write(`${line()}\n`);
      }
      shown = now;
    },
    end() {
      if (ended) return;
      ended = true;
      if (stream.isTTY === true) stream.write('\r\u001b[K');
      else if (done > 0) stream.write(`${line()}\n`);
    },
  };
}
