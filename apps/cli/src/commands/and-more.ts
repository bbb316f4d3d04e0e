import { countText } from '../shell/progress.ts';

/** `And 4 more links, which --json tells.`, or nothing where nothing is cut off a text. */
export function andMore(all: number, shown: number, what: string): string[] {
  return all > shown ? [`And ${countText(all - shown)} more ${what}, which --json tells.`] : [];
}
