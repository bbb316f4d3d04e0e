import type { Opening } from '@desirepath/wire';
import { parseJson } from '../serve/parse-json.ts';

/** Parses a body as JSON and takes it apart. */
export function jsonBody(open: (body: unknown) => Opening): (text: string) => Opening | { brokenJson: string } {
  return (text) => {
    const parsed = parseJson(text);
    return 'fault' in parsed ? { brokenJson: parsed.fault } : open(parsed.value);
  };
}
