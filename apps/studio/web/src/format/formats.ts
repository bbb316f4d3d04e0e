import type { Interval, Money } from '@desirepath/schema';
import { pageLocale } from './page-locale.ts';

/** How figures and moments of one site are written: its currency, its time zone. */
export interface Formats {
  count(value: number): string;
  /** One decimal below ten, none above. */
  figure(value: number): string;
  /** 0.4213 as 42.1%. */
  share(value: number): string;
  /** A probability in whole percent, never 0% or 100%: draws cannot prove certainty. */
  probability(value: number): string;
  shareInterval(interval: Interval): string;
  figureInterval(interval: Interval): string;
  /** Whole units from 100 on; other currencies are named apart, never added. */
  money(value: Money): string;
  moment(iso: string): string;
  clock(iso: string): string;
  day(iso: string): string;
}

/** @param locale BCP 47; the words on the pages are English, so only an English one is taken from the browser */
export function createFormats(site: { currency: string; time_zone: string }, locale = pageLocale()): Formats {
  const zone = { timeZone: site.time_zone };
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: 'negative' });
  const fine = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'negative' });
  const share = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const moment = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'medium', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(locale, { ...zone, timeStyle: 'medium', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'medium' });
  const figure = (value: number) => (Math.abs(value) < 10 ? fine : count).format(value);
  const amount = (value: number, currency: string) => currencyFormat(locale, currency, value).format(value);
  return {
    count: (value) => count.format(value),
    figure,
    share: (value) => share.format(value),
    probability: (value) => (value > 0.99 ? '> 99%' : value < 0.01 ? '< 1%' : whole.format(value)),
    shareInterval: ([low, high]) => `${share.format(low)} – ${share.format(high)}`,
    figureInterval: ([low, high]) => `${figure(low)} – ${figure(high)}`,
    money: (value) =>
      [amount(value.amount, value.currency), ...value.other.map((part) => amount(part.amount, part.currency))].join(
        ' + ',
      ),
    moment: (iso) => moment.format(new Date(iso)),
    clock: (iso) => clock.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
  };
}

function currencyFormat(locale: string, currency: string, value: number): Intl.NumberFormat {
  const digits = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : {};
  return /^[A-Z]{3}$/.test(currency)
    ? new Intl.NumberFormat(locale, { style: 'currency', currency, signDisplay: 'negative', ...digits })
    : new Intl.NumberFormat(locale, { ...digits });
}
