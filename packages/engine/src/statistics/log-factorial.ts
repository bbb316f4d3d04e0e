/** From here on Stirling's series is exact to twelve digits. */
const FEW = 10;
const PRODUCTS = Array.from({ length: FEW }, (_, n) =>
  Math.log([1, 1, 2, 6, 24, 120, 720, 5040, 40_320, 362_880][n] ?? 1),
);

/** The logarithm of the product of all whole numbers from 1 to `n`. */
export function logFactorial(n: number): number {
  if (n < FEW) return PRODUCTS[n] ?? 0;
  const n2 = n * n;
  const rest = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * n2)) / n2) / n2) / n;
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + rest;
}
