import { isIPv4 } from 'node:net';

/** A branch: the number of a node, the place of a record, or nothing. */
type Branch = { node: number } | { record: number } | undefined;

const RECORD_BYTES = 3;

/**
 * A database of countries in MaxMind's format, as an operator would bring one.
 *
 * @param networks `203.0.113.0/24` or `2001:db8::/32` with what the database says of it
 */
export function encodeMmdb(networks: Readonly<Record<string, unknown>>): Buffer {
  const tree: [Branch, Branch][] = [[undefined, undefined]];
  const data: Buffer[] = [];
  let length = 0;
  for (const [network, record] of Object.entries(networks)) {
    const bytes = encode(record);
    insert(tree, bitsOf(network), { record: length });
    data.push(bytes);
    length += bytes.length;
  }
  const nodes = Buffer.alloc(tree.length * 2 * RECORD_BYTES);
  tree.flat().forEach((branch, i) => {
    const value =
      branch === undefined ? tree.length : 'node' in branch ? branch.node : tree.length + 16 + branch.record;
    nodes.writeUIntBE(value, i * RECORD_BYTES, RECORD_BYTES);
  });
  const about = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    database_type: 'Country',
    description: { en: 'countries' },
    ip_version: 6,
    languages: ['en'],
    node_count: tree.length,
    record_size: RECORD_BYTES * 8,
  });
  return Buffer.concat([
    nodes,
    Buffer.alloc(16),
    ...data,
    Buffer.from('abcdef', 'hex'),
    Buffer.from('MaxMind.com'),
    about,
  ]);
}

function insert(tree: [Branch, Branch][], bits: readonly (0 | 1)[], leaf: Branch): void {
  let at = 0;
  bits.forEach((bit, depth) => {
    const node = tree[at];
    if (node === undefined) throw new Error(`There is no node ${at}.`);
    if (depth === bits.length - 1) node[bit] = leaf;
    else {
      const next = node[bit];
      if (next !== undefined && 'node' in next) at = next.node;
      else {
        at = tree.push([undefined, undefined]) - 1;
        node[bit] = { node: at };
      }
    }
  });
}

/** The bits of a network in the tree of IPv6, in which IPv4 lies at `::/96`. */
function bitsOf(network: string): (0 | 1)[] {
  const [address = '', length = ''] = network.split('/');
  const groups = isIPv4(address)
    ? [...Array<number>(12).fill(0), ...address.split('.').map(Number)]
    : ipv6Bytes(address);
  const bits = groups.flatMap((byte) => Array.from({ length: 8 }, (_, i) => ((byte >> (7 - i)) & 1) as 0 | 1));
  return bits.slice(0, Number(length) + (isIPv4(address) ? 96 : 0));
}

function ipv6Bytes(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const words = (text: string) =>
    text
      .split(':')
      .filter((word) => word !== '')
      .map((word) => Number.parseInt(word, 16));
  const [left, right] = [words(head), words(tail)];
  const all = [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
  return all.flatMap((word) => [word >> 8, word & 255]);
}

/** Texts, whole numbers, lists and objects of them. */
function encode(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.concat([head(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([head(6, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([Buffer.from([value.length, 11 - 7]), ...value.map(encode)]);
  const entries = Object.entries(value as object);
  return Buffer.concat([head(7, entries.length), ...entries.flatMap(([key, one]) => [encode(key), encode(one)])]);
}

/** Type and size, which stays under 29 here. */
function head(type: number, size: number): Buffer {
  return Buffer.from([(type << 5) | size]);
}
