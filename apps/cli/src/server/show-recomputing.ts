import type { Recomputing } from '@desirepath/store';
import type { Streams } from '../shell/output.ts';
import { createProgress, type Progress } from '../shell/progress.ts';

/** Shows on a stream how far the histories of new maps are made: a bar on a terminal, plain lines elsewhere. */
export function showRecomputing(stream: Streams['stderr']): (site: string, state: Recomputing | undefined) => void {
  const shown = new Map<string, { bar: Progress; from: number }>();
  return (site, state) => {
    const before = shown.get(site);
    if (state !== undefined) {
      const { bar, from } = before ?? {
        bar: createProgress(stream, `Journeys of ${site} for the changed map`, 'visitors'),
        // What an earlier run has made says nothing about the rate of this one.
        from: state.done,
      };
      shown.set(site, { bar, from });
      bar.update(state.done - from, state.total - from);
      return;
    }
    before?.bar.end();
    shown.delete(site);
    stream.write(`The journeys of ${site} are made: the changed map answers from now on.\n`);
  };
}
