import { BlockList, isIP } from 'node:net';

/** Addresses whose answer is remembered. */
const REMEMBERED = 10_000;

/**
 * Whether an address lies in one of the given ranges: those of data centres, where no shopper sits. Cloud providers publish theirs.
 *
 * @param ranges `203.0.113.0/24`, `2001:db8::/32`, or single addresses; what is none is an error
 * @throws RangeError that names the first range that is none
 */
export function addressRanges(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const length = bits === undefined ? most : Number(bits);
    if (family === 0 || !Number.isInteger(length) || length < 0 || length > most) {
      throw new RangeError(
        `"${range}" is no range of addresses; write one such as 203.0.113.0/24 in data-centers.txt.`,
      );
    }
    list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
  }
  const known = new Map<string, boolean>();
  return (address) => {
    if (ranges.length === 0) return false;
    const before = known.get(address);
    if (before !== undefined) return before;
    const family = isIP(address);
    const isIn = family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
    if (known.size >= REMEMBERED) known.clear();
    known.set(address, isIn);
    return isIn;
  };
}
