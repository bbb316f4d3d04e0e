import type { Interval, Money } from '@desirepath/schema';
import { pageLocale } from './page-locale.ts';

/** How figures and moments of one site are written: its currency, its time zone. */
export interface Formats {
  count(value: number): string;
  /** One decimal below ten, none above. */
  figure(value: number): string;
  /** 0.4213 as 42.1 %. */
  share(value: number): string;
  /** A probability in whole percent, never 0 % or 100 %: draws cannot prove certainty. */
  probability(value: number): string;
  shareInterval(interval: Interval): string;
  figureInterval(interval: Interval): string;
  /** Whole units from 100 on; other currencies are named apart, never added. */
  money(value: Money): string;
  /** The same to the last unit, as a single order or basket is worth it. */
  price(value: Money): string;
  moment(iso: string): string;
  clock(iso: string): string;
  day(iso: string): string;
}

/** Between a number and what belongs to it, and between thousands: no line breaks there. */
const SPACE = '\u00a0';

/**
 * Figures are written as the sentences and the console write them, whatever the browser prefers: `5 599 EUR`, `93 %`.
 * @param locale of moments, BCP 47; the words on the pages are English, so only an English one is taken from the browser
 */
export function createFormats(site: { currency: string; time_zone: string }, locale = pageLocale()): Formats {
  const zone = { timeZone: site.time_zone };
  const whole = digits(0, 0);
  const fine = digits(0, 1);
  const tenths = digits(1, 1);
  const moment = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'medium', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(locale, { ...zone, timeStyle: 'medium', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'medium' });
  const figure = (value: number) => (Math.abs(value) < 10 ? fine : whole)(value);
  const share = (value: number) => `${tenths(value * 100)}${SPACE}%`;
  return {
    count: whole,
    figure,
    share,
    probability: (value) =>
      value > 0.99 ? `> 99${SPACE}%` : value < 0.01 ? `< 1${SPACE}%` : `${whole(value * 100)}${SPACE}%`,
    shareInterval: ([low, high]) => `${share(low)} – ${share(high)}`,
    figureInterval: ([low, high]) => `${figure(low)} – ${figure(high)}`,
    money: (value) => [value, ...value.other].map((one) => amount(one, true)).join(' + '),
    price: (value) => [value, ...value.other].map((one) => amount(one, false)).join(' + '),
    moment: (iso) => moment.format(new Date(iso)),
    clock: (iso) => clock.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
  };
}

function amount({ amount: value, currency }: { amount: number; currency: string }, isRounded: boolean): string {
  const number = isRounded && Math.abs(value) >= 100 ? digits(0, 0) : digits(...minorUnits(currency));
  return currency === '' ? number(value) : `${number(value)}${SPACE}${currency}`;
}

/** Fewest and most decimals of an amount: those of the currency, or as many as there are. */
function minorUnits(currency: string): [fewest: number, most: number] {
  if (!/^[A-Z]{3}$/.test(currency)) return [0, 2];
  const { minimumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return [minimumFractionDigits, minimumFractionDigits];
}

function digits(minimumFractionDigits: number, maximumFractionDigits: number): (value: number) => string {
  const format = new Intl.NumberFormat('en', { minimumFractionDigits, maximumFractionDigits, signDisplay: 'negative' });
  return (value) => format.format(value).replaceAll(',', SPACE);
}
