/** SQL of the byte string that an array of codes (Array(UInt8)) is as a sequence. */
export function sequenceBytes(codes: string): string {
  return `reinterpret(${codes}, 'String')`;
}
