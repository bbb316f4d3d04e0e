import { createHash, timingSafeEqual } from 'node:crypto';
import type { Arrival } from '../reception/arrival.ts';
import { bearerToken } from './bearer-token.ts';
import { clientAddress } from './client-address.ts';

/** Whether a request may see what concerns the operator and nobody else: the figures of all sites. */
export type OperatorGate = (arrival: Pick<Arrival, 'peer' | 'header'>) => boolean;

/** What proxies add to a request that they pass on. */
const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];
const THIS_MACHINE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Lets in who shows the operator's token; where there is none, whoever asks on the machine itself, and not through a proxy on it.
 *
 * @param sha256 of the token, in hex
 */
export function createOperatorGate(sha256: string | undefined): OperatorGate {
  if (sha256 === undefined) return isOnThisMachine;
  const digest = Buffer.from(sha256, 'hex');
  return ({ header }) => {
    const token = bearerToken(header('authorization'));
    return token !== undefined && timingSafeEqual(createHash('sha256').update(token).digest(), digest);
  };
}

const isOnThisMachine: OperatorGate = ({ peer, header }) => {
  const address = clientAddress(peer, undefined, 0);
  if (address !== '::1' && !address.startsWith('127.')) return false;
  // Not every proxy says that it is one, but most hand the name on that they were asked by; and so does a page whose name was bent here.
  return FORWARDED.every((name) => header(name) === undefined) && THIS_MACHINE.test(header('host') ?? 'localhost');
};
