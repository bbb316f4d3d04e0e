import { v5 } from 'uuid';

/** Namespace of the ids that importers make; changing it would make every imported event new. */
const NAMESPACE = '6d1f2e0c-8f0b-5a53-9a0e-3c1d0e6f7b21';

/**
 * The id of an imported event: a UUID (version 5) of what identifies it in its file, so the same row has the same id
 * whenever it is read again and a second import changes nothing.
 *
 * @param parts what identifies the row, in a fixed order
 * @example importId(['ga360-hits', '0187975600071346667', '1501570398', '4', '2017-08-01T07:00:40.000Z'])
 */
export function importId(parts: readonly string[]): string {
  // JSON keeps the parts apart: ['a', 'bc'] and ['ab', 'c'] are not the same row.
  return v5(JSON.stringify(parts), NAMESPACE);
}
