import { planned, type PlannedOptions, value } from './plan/field-plan.ts';
import { json, quoteLiteral, text } from './plan/fragment.ts';
import { type Place, withColumns } from './plan/place.ts';

/**
 * Fields kept in a row's `detail`, by their key there. Spread one into a pothos field:
 *
 *     skuName: t.string({ nullable: true, description: '…', ...detail.text('skuName') })
 */
export const detail = {
  /** Text: for `t.string`, `t.id`, enums, and the scalars BigInt and DateTime (as RFC 3339 text). */
  text: (key: string): PlannedOptions => value((row) => text(`(${scalar(row, key)})`)),
  /** A whole number that fits GraphQL's Int: for `t.int`. */
  int: (key: string): PlannedOptions => value((row) => json(`(${scalar(row, key)})::int`)),
  /** True or false: for `t.boolean`. */
  boolean: (key: string): PlannedOptions => value((row) => json(`(${scalar(row, key)})::boolean`)),
  /** A list of text: for `t.stringList`. Absent counts as empty. */
  texts: (key: string): PlannedOptions =>
    value((row) =>
      json(
        `coalesce((select '[' || string_agg(to_json(e)::text, ',' order by n) || ']' from jsonb_array_elements_text(${array(row, key)}) with ordinality l (e, n)), '[]')`,
      ),
    ),
  /** An amount in the row's currency, kept as minor units (text or number): for a field of type `Money`. */
  money: (key: string): PlannedOptions =>
    planned({
      kind: 'object',
      place: (row) =>
        withColumns({
          amount: () => `(${scalar(row, key)})::bigint`,
          currency: () => row.column('currency'),
        }),
      present: (row) => `(${scalar(row, key)}) is not null`,
    }),
  /** An object: for a field whose type's own fields are `detail` fields again. */
  object: (key: string): PlannedOptions =>
    planned({
      kind: 'object',
      place: (row) => withColumns({ detail: () => `(${member(row, key)})` }, row),
      present: (row) => `jsonb_typeof(${member(row, key)}) = 'object'`,
    }),
  /** A list of objects: for a list field whose type's own fields are `detail` fields again. Absent counts as empty. */
  objects: (key: string): PlannedOptions =>
    planned({
      kind: 'rows',
      rows: (parent, site) => {
        const alias = site.alias('d');
        return {
          from: `jsonb_array_elements(${array(parent, key)}) with ordinality ${alias} (value, place)`,
          place: withColumns({ detail: () => `${alias}.value` }, parent),
          where: [],
          orderBy: `${alias}.place`,
        };
      },
    }),
};

function member(row: Place, key: string): string {
  return `${row.column('detail')} -> ${quoteLiteral(key)}`;
}

function scalar(row: Place, key: string): string {
  return `${row.column('detail')} ->> ${quoteLiteral(key)}`;
}

function array(row: Place, key: string): string {
  return `case when jsonb_typeof(${member(row, key)}) = 'array' then ${member(row, key)} else '[]'::jsonb end`;
}
