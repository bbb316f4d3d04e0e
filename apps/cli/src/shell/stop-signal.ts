/** After this long, asking again ends the process at once. */
const PATIENCE_MS = 3000;

/**
 * Resolves when the process is asked to end (SIGINT, SIGTERM, SIGHUP). A signal often comes twice, from the terminal and
 * from the program that started this one, so only a second one that comes later is taken for impatience.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let first = 0;
    function onSignal(): void {
      if (first === 0) {
        first = performance.now();
        resolve();
      } else if (performance.now() - first > PATIENCE_MS) {
        process.exit(1);
      }
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}
