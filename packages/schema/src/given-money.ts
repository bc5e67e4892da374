import type { Planned } from './planned.ts';

/** Key under which an amount of {@link givenMoney} keeps its fields. No client can ask for it. */
export const GIVEN_MONEY = '~given';

const MINOR_DIGITS = 2;

/**
 * An amount for a field of type `Money` that no row of the hub holds, such as the price of an offer.
 *
 * @param amount in minor units of a currency that has hundredths
 */
export function givenMoney(amount: bigint, currency: string): Planned {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(MINOR_DIGITS + 1, '0');
  const decimal = `${amount < 0n ? '-' : ''}${digits.slice(0, -MINOR_DIGITS)}.${digits.slice(-MINOR_DIGITS)}`;
  return { [GIVEN_MONEY]: { minorUnits: amount.toString(), currency, decimal } };
}
