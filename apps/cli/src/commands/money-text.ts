import type { Money } from '@desirepath/schema';

const amountOf = ({ amount, currency }: Pick<Money, 'amount' | 'currency'>): string =>
  `${amount.toFixed(2)} ${currency}`;

/** `12.00 EUR`, and what came in other currencies, which is never added: `12.00 EUR and 3.00 USD`. */
export function moneyText(money: Money): string {
  return [money, ...money.other].map(amountOf).join(' and ');
}

/** The same where the reporting currency is understood: `12.00`, `12.00 and 3.00 USD`. */
export function amountText({ amount, other }: Money): string {
  return [amount.toFixed(2), ...other.map(amountOf)].join(' and ');
}
