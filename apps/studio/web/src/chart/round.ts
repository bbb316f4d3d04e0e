/** To a tenth of a pixel: exact enough for a screen, short in a file. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
