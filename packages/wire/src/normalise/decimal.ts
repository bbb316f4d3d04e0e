import { remembering } from './remembering.ts';

/** Decimal(18, 4) holds less than this. */
const LIMIT = 10n ** 18n;
const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/**
 * A number as Decimal(18, 4) text, rounded half away from zero; exact, also for texts a float could not hold.
 *
 * @returns undefined when it is no number, `'range'` when it has more than 14 digits before the point
 * @example toDecimal('19.9') // '19.9000'
 */
export function toDecimal(value: unknown): string | 'range' | undefined {
  if (typeof value === 'number') {
    const exact = exactDecimal(value);
    if (exact !== undefined) return exact;
  } else if (typeof value !== 'string') return undefined;
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return 'range';
  const text = String(value).trim();
  if (text.length > 400) return /^[+-]?\d+(\.\d+)?$/.test(text) ? 'range' : undefined;
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = `${whole}${fraction}`;
  if (digits === '') return undefined;
  if (fraction.length <= 4 && whole.length <= 14 && match[4] === undefined) {
    // As money usually comes: nothing to shift, nothing to round.
    const exact = `${whole.replace(/^0+(?=\d)/, '') || '0'}.${fraction.padEnd(4, '0')}`;
    return sign === '-' && exact !== '0.0000' ? `-${exact}` : exact;
  }
  // The value is digits * 10^-scale; it is wanted in ten-thousandths.
  const scale = fraction.length - Number(exponent);
  const shift = 4 - scale;
  let units = BigInt(digits);
  if (units !== 0n && shift > 20) return 'range';
  if (shift >= 0) units *= 10n ** BigInt(units === 0n ? 0 : shift);
  else {
    const divisor = 10n ** BigInt(-shift);
    units = (units + divisor / 2n) / divisor;
  }
  if (units >= LIMIT) return 'range';
  const padded = String(units).padStart(5, '0');
  const minus = sign === '-' && units !== 0n ? '-' : '';
  return `${minus}${padded.slice(0, -4)}.${padded.slice(-4)}`;
}

/** Up to here a number with four decimals has at most fifteen digits, and no two such texts are the same number. */
const SMALL = 1e11;

/** The text of a number that has at most four decimals, as prices have: nothing to shift, nothing to round. */
function exactDecimal(value: number): string | undefined {
  if (!(value > -SMALL && value < SMALL)) return undefined;
  const text = fourDecimals(value);
  return text === '' ? undefined : text;
}

/** Empty where there are more. */
const fourDecimals = remembering((value: number): string => {
  const text = value.toFixed(4);
  return Number(text) === value ? text : '';
});
