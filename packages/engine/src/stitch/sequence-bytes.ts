/** SQL of the byte string that an array of codes is as a sequence. */
export function sequenceBytes(codes: string): string {
  return `arrayStringConcat(arrayMap(c -> char(c), ${codes}))`;
}
