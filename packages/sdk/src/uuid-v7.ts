/**
 * A UUID of version 7: it sorts by time, and unlike `crypto.randomUUID` it can be made on pages without TLS.
 * @param now milliseconds since 1970
 * @param random fills the array with random bytes
 */
export function uuidV7(now: number, random: (bytes: Uint8Array<ArrayBuffer>) => unknown): string {
  const bytes = new Uint8Array(10);
  random(bytes);
  const hex =
    now.toString(16).padStart(12, '0') + [...bytes].map((byte) => (byte + 256).toString(16).slice(1)).join('');
  const variant = '89ab'[(bytes[2] as number) & 3];
  // tttttttt-tttt-7rrr-vrrr-rrrrrrrrrrrr; of the two digits that version and variant replace, the random part is spared.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
