/** The channel sells domestic flights, in yuan. */
export const CURRENCY = 'CNY';
