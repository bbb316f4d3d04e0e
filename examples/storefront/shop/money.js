export const CURRENCY = 'EUR';
const format = new Intl.NumberFormat('en-IE', { style: 'currency', currency: CURRENCY });

export const money = (amount) => format.format(amount);

/** Sums of prices carry the dust of binary fractions; cents do not. */
export const cents = (amount) => Math.round(amount * 100) / 100;
