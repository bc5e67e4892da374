import type { ChangeStatus, Confirmation, OrderStatus, RefundStatus } from '@interline/core';
import type { InputObjectRef } from '@pothos/core';
import type { BuilderTypes, InterlineBuilder } from './builder.ts';
import type { Enums } from './enums.ts';
import { rowIdOf } from './global-id.ts';
import { inputError } from './input-error.ts';
import type { Place } from './plan/place.ts';

export interface InstantRange {
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

export interface OrderFilter {
  readonly channel?: string | null | undefined;
  readonly shop?: string | null | undefined;
  readonly status?: readonly OrderStatus[] | null | undefined;
  readonly confirmation?: readonly Confirmation[] | null | undefined;
  readonly refundStatus?: readonly RefundStatus[] | null | undefined;
  readonly changeStatus?: readonly ChangeStatus[] | null | undefined;
  readonly created?: InstantRange | null | undefined;
  readonly modified?: InstantRange | null | undefined;
  readonly travel?: InstantRange | null | undefined;
  readonly deadlineBefore?: Date | null | undefined;
  readonly reference?: string | null | undefined;
  readonly text?: string | null | undefined;
}

/** Adds the input types of a list's filter. */
export function addOrderFilter(builder: InterlineBuilder, enums: Enums): InputObjectRef<BuilderTypes, OrderFilter> {
  const range = builder.inputRef<InstantRange>('DateTimeRange').implement({
    description: 'A span of time; an absent end is open.',
    fields: (t) => ({
      from: t.field({ type: 'DateTime', description: 'At or after this instant.' }),
      to: t.field({ type: 'DateTime', description: 'Before this instant.' }),
    }),
  });
  return builder.inputRef<OrderFilter>('OrderFilter').implement({
    description: 'Which orders. Every condition narrows the list; an absent one does not.',
    fields: (t) => ({
      channel: t.string({ description: 'Of this channel, for example `vacation`.' }),
      shop: t.id({ description: 'Of this shop, by the hub’s id.' }),
      status: t.field({ type: [enums.orderStatus], description: 'In one of these statuses.' }),
      confirmation: t.field({
        type: [enums.confirmation],
        description: 'With one of these confirmations, over all items.',
      }),
      refundStatus: t.field({
        type: [enums.refundStatus],
        description: 'With one of these refund statuses, over all refunds.',
      }),
      changeStatus: t.field({
        type: [enums.changeStatus],
        description: 'With one of these change statuses, over all changes.',
      }),
      created: t.field({ type: range, description: 'Placed within this span.' }),
      modified: t.field({ type: range, description: 'Last changed by the channel within this span.' }),
      travel: t.field({ type: range, description: 'With a trip that touches this span.' }),
      deadlineBefore: t.field({
        type: 'DateTime',
        description: 'With a deadline before this instant: about to be closed because nobody acted.',
      }),
      reference: t.string({ description: 'With exactly this id on the channel.' }),
      text: t.string({
        description:
          'With this text in an item’s title or the buyer’s account name; 1 to 100 characters, capitals do not matter.',
      }),
    }),
  });
}

/** One condition on a row of `interline.orders`. */
export interface Condition {
  /** What the condition looks like whatever its value. */
  readonly key: string;
  readonly value: unknown;
  readonly cast: string;
  sql(row: Place, parameter: string): string;
}

/** The filter's conditions but for channel, shop and the statuses of order, refunds and changes, which decide how the list is searched. */
export function conditionsOf(filter: OrderFilter): readonly Condition[] {
  const travel = checked('filter.travel', filter.travel);
  return [
    ...equal('reference', filter.reference),
    ...among('confirmation', filter.confirmation),
    ...within('created_at', checked('filter.created', filter.created)),
    ...within('modified_at', checked('filter.modified', filter.modified)),
    ...instant(
      'travel_end >=',
      travel?.from,
      (row, from) => `coalesce(${row.column('travel_end')}, ${row.column('travel_start')}) >= ${from}`,
    ),
    ...instant('travel_start <', travel?.to, (row, to) => `${row.column('travel_start')} < ${to}`),
    ...instant('deadline <', filter.deadlineBefore, (row, before) => `${row.column('deadline')} < ${before}`),
    ...containing(filter.text),
  ];
}

/** The row id of the filter's shop. */
export function shopOf(filter: OrderFilter): string | null {
  return filter.shop == null ? null : rowIdOf('filter.shop', 'shop', filter.shop);
}

/** The condition that a column has the value; none when there is no value. */
export function equal(column: string, value: string | null | undefined, cast = 'text'): readonly Condition[] {
  return value == null ? [] : [{ key: column, value, cast, sql: (row, p) => `${row.column(column)} = ${p}` }];
}

/** Conditions that a row meets when its column is one of the values; none of them when the list is empty. */
export function among(column: string, values: readonly string[] | null | undefined): readonly Condition[] {
  if (values == null) {
    return [];
  }
  const [only] = values;
  return values.length === 1
    ? [{ key: column, value: only, cast: 'text', sql: (row, p) => `${row.column(column)} = ${p}` }]
    : [{ key: `${column}[]`, value: values, cast: 'text[]', sql: (row, p) => `${row.column(column)} = any(${p})` }];
}

function within(column: string, range: InstantRange | null | undefined): readonly Condition[] {
  return [
    ...instant(`${column} >=`, range?.from, (row, from) => `${row.column(column)} >= ${from}`),
    ...instant(`${column} <`, range?.to, (row, to) => `${row.column(column)} < ${to}`),
  ];
}

/** @throws GraphQLError when nothing can lie within the span, which nobody asks for on purpose */
function checked(argument: string, range: InstantRange | null | undefined): InstantRange | null | undefined {
  if (range?.from && range.to && range.from >= range.to) {
    throw inputError(
      argument,
      `"from" must be before "to"; got ${range.from.toISOString()} and ${range.to.toISOString()}.`,
    );
  }
  return range;
}

function instant(key: string, value: Date | null | undefined, sql: Condition['sql']): readonly Condition[] {
  return value == null ? [] : [{ key, value: value.toISOString(), cast: 'timestamptz', sql }];
}

function containing(text: string | null | undefined): readonly Condition[] {
  if (text == null) {
    return [];
  }
  const length = [...text].length;
  if (length < 1 || length > 100) {
    throw inputError('filter.text', `must have 1 to 100 characters; got ${length}.`);
  }
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return [{ key: 'text', value: pattern, cast: 'text', sql: (row, p) => `${row.column('search_text')} ilike ${p}` }];
}
