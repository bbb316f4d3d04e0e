import type { Money } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';

/** `1 234.50`: in groups, as counts are. */
const figureOf = (amount: number): string => {
  const [whole = '', cents = ''] = amount.toFixed(2).split('.');
  return `${whole.startsWith('-') ? '-' : ''}${countText(Math.abs(Number(whole)))}.${cents}`;
};
const amountOf = ({ amount, currency }: Pick<Money, 'amount' | 'currency'>): string =>
  `${figureOf(amount)} ${currency}`;

/** `12.00 EUR`, and what came in other currencies, which is never added: `12.00 EUR and 3.00 USD`. */
export function moneyText(money: Money): string {
  return [money, ...money.other].map(amountOf).join(' and ');
}

/** The same where the reporting currency is understood: `12.00`, `12.00 and 3.00 USD`. */
export function amountText({ amount, other }: Money): string {
  return [figureOf(amount), ...other.map(amountOf)].join(' and ');
}
