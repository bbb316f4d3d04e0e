import { isIP } from 'node:net';

/**
 * The address that a request came from, for as long as the request lives: it is never written anywhere.
 *
 * Each proxy appends the address it was spoken to from to `X-Forwarded-For`. Of these only as many are believed, from the
 * right, as there are proxies of the operator's; whatever stands further left anybody may have written.
 *
 * @param peer address at the other end of the connection, empty where unknown
 * @example clientAddress('10.0.0.1', '6.6.6.6, 203.0.113.9', 1) // '203.0.113.9'
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trustedProxies: number): string {
  if (trustedProxies === 0 || forwardedFor === undefined) return plain(peer);
  const list = forwardedFor.split(',');
  // Fewer than there should be: somebody came past a proxy, and the one furthest left is all there is.
  const said = plain(list[Math.max(0, list.length - trustedProxies)] ?? '');
  return isIP(said) === 0 ? plain(peer) : said;
}

/** Without port, brackets and the dress of an IPv4 address in IPv6. */
function plain(text: string): string {
  const trimmed = text.trim().toLowerCase();
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
  return bare.startsWith('::ffff:') && bare.includes('.') ? bare.slice(7) : bare;
}

/** What is limited together: one IPv4 address, or the /64 that an IPv6 address lies in, as one household has all of it. */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
