import type { Site } from '@desirepath/schema';
import { basicKey } from '../dialects/basic-key.ts';
import type { SiteGate } from '../gate/site-gate.ts';
import type { Arrival } from './arrival.ts';

/** What the write key is called in the address, in each dialect. */
const PARAMETERS = ['key', 'writeKey', 'api_secret', 'measurement_id', 'firebase_app_id', 'aid'];

/** The site that a request is meant for, as far as that can be told without its body. */
export function siteAtDoor(arrival: Arrival, gate: SiteGate): Site | undefined {
  const keys = [
    arrival.header('x-desirepath-key'),
    basicKey(arrival.header('authorization')),
    ...PARAMETERS.map((name) => arrival.query(name)),
  ];
  for (const key of keys) {
    const site = key === undefined ? undefined : gate.byKey(key);
    if (site !== undefined) return site;
  }
  return undefined;
}
