/** A place in a body at which stands a text or a number. */
export interface Leaf {
  /** The nearest name above it. */
  name: string;
  /** The body with something else at this place, or with the same thing by another name. */
  with(value: unknown): unknown;
}

/**
 * The leaves of a body. JSON within texts, plain or in base64, is looked into as well: what is put into it is packed again as it was.
 */
export function leavesOf(body: unknown, name = '', put: (value: unknown) => unknown = (value) => value): Leaf[] {
  if (typeof body === 'object' && body !== null) {
    return Object.entries(body).flatMap(([key, value]) =>
      leavesOf(value, Array.isArray(body) ? name : key, (other) =>
        put(Array.isArray(body) ? body.with(Number(key), other) : { ...body, [key]: other }),
      ),
    );
  }
  const packed = typeof body === 'string' ? packedIn(body) : undefined;
  const inner = packed === undefined ? [] : leavesOf(packed.value, name, (other) => put(packed.pack(other)));
  return [{ name, with: put }, ...inner];
}

function packedIn(text: string): { value: unknown; pack(value: unknown): string } | undefined {
  const plain = parse(text);
  if (typeof plain === 'object') return { value: plain, pack: (value) => JSON.stringify(value) };
  const decoded = parse(Buffer.from(text, 'base64url').toString());
  if (typeof decoded !== 'object') return undefined;
  return { value: decoded, pack: (value) => Buffer.from(JSON.stringify(value)).toString('base64url') };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
