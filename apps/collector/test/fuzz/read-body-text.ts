import type { ParsedEvent } from '@desirepath/schema';
import {
  type Opening,
  openGa4,
  openPosthog,
  openSegment,
  openSnowplow,
  parseNative,
  posthogJson,
  type WireContext,
} from '@desirepath/wire';
import type { Specimen } from './corpus.ts';

const OPEN: Record<Exclude<Specimen['dialect'], 'native'>, (body: unknown, path: string) => Opening> = {
  segment: (body, path) => openSegment(body, path === '/v1/track' ? 'track' : undefined),
  ga4: openGa4,
  snowplow: openSnowplow,
  posthog: (body) => openPosthog(body),
};

/** The events of a body, or undefined where it is none of its dialect. Does no more than the routes do between text and events. */
export function readBodyText(
  { dialect, path, method, text }: Specimen,
  context: WireContext,
): ParsedEvent[] | undefined {
  const body = method === 'GET' ? queryOf(text) : dialect === 'posthog' ? posthogJson(text) : jsonOf(text);
  if (body === undefined) return undefined;
  if (dialect === 'native') return parseNative(body, context);
  const opened = OPEN[dialect](body, path);
  return 'fault' in opened ? undefined : opened.parse(context);
}

function queryOf(text: string): unknown {
  return { data: [Object.fromEntries(new URLSearchParams(text))] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
