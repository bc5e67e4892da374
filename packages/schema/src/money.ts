import type { InterlineBuilder } from './builder.ts';
import { textColumn } from './columns.ts';
import { GIVEN_MONEY } from './given-money.ts';
import { type PlannedOptions, value } from './plan/field-plan.ts';
import type { Planned } from './planned.ts';
import { quoted } from './plan/fragment.ts';

/** Currencies whose minor unit is not the hundredth (ISO 4217, list one). */
const WITHOUT_MINOR_UNIT = [
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'ISK',
  'JPY',
  'KMF',
  'KRW',
  'PYG',
  'RWF',
  'UGX',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
];
const WITH_THOUSANDTHS = ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'];

/** Adds `Money`. */
export function addMoney(builder: InterlineBuilder): void {
  builder.objectType('Money', {
    description: 'An amount of money: whole minor units and their currency. Never a floating-point number.',
    fields: (t) => ({
      minorUnits: t.field({
        type: 'BigInt',
        description: 'The amount in the currency’s minor unit (fen, cent), as text.',
        ...orGiven(
          'minorUnits',
          value((money) => quoted(money.column('amount'))),
        ),
      }),
      currency: t.string({
        description: 'The currency, by ISO 4217, for example `CNY`.',
        ...orGiven('currency', textColumn('currency')),
      }),
      decimal: t.string({
        description: 'The same amount for people, in major units: `19.90`.',
        ...orGiven(
          'decimal',
          value((money) => quoted(decimal(money.column('amount'), money.column('currency')))),
        ),
      }),
    }),
  });
}

/** The field of an amount that comes of no row, where it is one. */
function orGiven(field: string, options: PlannedOptions): PlannedOptions {
  return {
    ...options,
    resolve: (money, ...rest) => {
      const given = money[GIVEN_MONEY] as Planned | undefined;
      return given === undefined ? options.resolve(money, ...rest) : (given[field] as never);
    },
  };
}

function decimal(amount: string, currency: string): string {
  const list = (currencies: readonly string[]): string => currencies.map((code) => `'${code}'`).join(', ');
  return (
    `case when ${currency} in (${list(WITHOUT_MINOR_UNIT)}) then ${amount}::text` +
    ` when ${currency} in (${list(WITH_THOUSANDTHS)}) then round(${amount} / 1000.0, 3)::text` +
    ` else round(${amount} / 100.0, 2)::text end`
  );
}
