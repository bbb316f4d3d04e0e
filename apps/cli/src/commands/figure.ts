/** `12.3`, and never `-0.0`: what is rounded to nothing has no sign. */
export function figure(value: number, digits = 1): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** `+12.3`, `-4.5`, `0.0` */
export function signed(value: number): string {
  const text = figure(value);
  return Number(text) > 0 ? `+${text}` : text;
}

/** A share in percentage points with its sign, a dash where there is none. */
export function points(share: number | null): string {
  return share === null ? '-' : signed(share * 100);
}

/** A gain, a dash where there is none. */
export function gainText(gain: number | null | undefined): string {
  return gain == null ? '-' : figure(gain);
}
