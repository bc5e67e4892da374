import { concat, instant, json, literal, quoted, text } from './plan/fragment.ts';
import { planned, type PlannedOptions, value } from './plan/field-plan.ts';
import { withColumns } from './plan/place.ts';

/** A field that is a text column. */
export function textColumn(name: string): PlannedOptions {
  return value((row) => text(row.column(name)));
}

/** A field that is a number or boolean column. */
export function plainColumn(name: string): PlannedOptions {
  return value((row) => json(row.column(name)));
}

/** A field that is a column of words which the core keeps to a list. */
export function enumColumn(name: string): PlannedOptions {
  return value((row) => quoted(row.column(name)));
}

/** A field that is a `timestamptz` column. */
export function instantColumn(name: string): PlannedOptions {
  return value((row) => instant(row.column(name)));
}

/** The global id of a row. */
export function idColumn(kind: string): PlannedOptions {
  return value((row) => concat(literal(`"${kind}_`), json(row.column('id')), literal('"')));
}

/** An amount column in the row's currency; a column `currency` must be in reach. */
export function moneyColumn(name: string): PlannedOptions {
  return planned({
    kind: 'object',
    place: (row) => withColumns({ amount: () => row.column(name), currency: () => row.column('currency') }),
    present: (row) => `${row.column(name)} is not null`,
  });
}
