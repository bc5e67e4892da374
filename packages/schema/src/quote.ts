import type { InterlineBuilder } from './builder.ts';
import { enumColumn, idColumn, instantColumn, moneyColumn, plainColumn, textColumn } from './columns.ts';
import { confirmingCommand } from './command.ts';
import type { Enums } from './enums.ts';
import { referredOrder } from './order-row.ts';
import { planned, type PlannedOptions } from './plan/field-plan.ts';
import type { TypeExtensions } from './plan/type-extensions.ts';
import { withColumns } from './plan/place.ts';
import type { Planned } from './planned.ts';
import { quoteRow, replacingQuote } from './quote-row.ts';

/** Adds the interface `Quote`, its two types, and `QuoteLine`. */
export function addQuote(builder: InterlineBuilder, enums: Enums): void {
  addQuoteLine(builder);
  builder.interfaceType('Quote', {
    description:
      'A price that the channel gave before anybody committed to it. It holds until `expiresAt`; confirm it with the channel’s own mutation, which does exactly what was priced or nothing.',
    interfaces: ['Node'],
    resolveType: (quote) => String(quote['~type']),
    extensions: { interline: { node: { prefix: 'quote', row: quoteRow } } satisfies TypeExtensions },
    fields: (t) => ({
      id: t.id({ description: 'The hub’s id of the quote.', ...idColumn('quote') }),
      kind: t.field({ type: enums.quoteKind, description: 'What it is the price of.', ...enumColumn('kind') }),
      order: t.field({
        type: 'Order',
        nullable: true,
        description: 'The order that it is of; null when the hub has it no more.',
        ...referredOrder(),
      }),
      reference: t.string({ description: 'The channel’s id of that order.', ...textColumn('reference') }),
      itemReference: t.string({
        nullable: true,
        description: 'The channel’s id of the one item that was asked about; null for several or the whole order.',
        ...textColumn('item_reference'),
      }),
      precalculated: t.boolean({
        description:
          'Whether the channel could calculate the price beforehand; when not, the amounts are null and what it costs shows afterwards.',
        ...plainColumn('precalculated'),
      }),
      fee: t.field({
        type: 'Money',
        nullable: true,
        description: 'What the channel and the carrier keep or ask for.',
        ...moneyColumn('fee'),
      }),
      amount: t.field({
        type: 'Money',
        nullable: true,
        description: 'For a refund what comes back, for a change what is to be paid in all.',
        ...moneyColumn('amount'),
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'From then on it cannot be confirmed: ask for a new one.',
        ...instantColumn('expires_at'),
      }),
      lines: t.field({
        type: ['QuoteLine'],
        complexity: { field: 1, multiplier: 4 },
        description: 'The same, broken down; empty when the channel does not.',
        ...lineRows(),
      }),
      createdAt: t.field({
        type: 'DateTime',
        description: 'When the channel gave it.',
        ...instantColumn('created_at'),
      }),
      replacedBy: t.field({
        type: 'Quote',
        nullable: true,
        description:
          'The latest price of the same thing: from then on this one cannot be confirmed. Null when there is none, and when this one is confirmed.',
        ...replacingQuote(),
      }),
      confirmedBy: t.field({
        type: 'Command',
        nullable: true,
        description: 'The request that confirms it, done or under way; one that failed does not count.',
        ...planned(confirmingCommand()),
      }),
    }),
  });
  implement(builder, 'RefundQuote', 'REFUND', 'What giving something back would cost and bring.');
  implement(builder, 'ChangeQuote', 'CHANGE', 'What changing something would cost.', (t) => ({
    changeReference: t.string({
      nullable: true,
      description: 'The channel’s id of the change that it is for; null when the channel gives it none beforehand.',
      ...textColumn('change_reference'),
    }),
  }));
}

function implement(
  builder: InterlineBuilder,
  name: string,
  kind: 'REFUND' | 'CHANGE',
  description: string,
  fields?: Parameters<ReturnType<typeof plannedRef>['implement']>[0]['fields'],
): void {
  plannedRef(builder, name).implement({
    description,
    interfaces: ['Node', 'Quote'],
    extensions: { interline: { describes: { column: 'kind', word: kind } } satisfies TypeExtensions },
    ...(fields === undefined ? {} : { fields }),
  });
}

function plannedRef(builder: InterlineBuilder, name: string) {
  return builder.objectRef<Planned>(name);
}

function addQuoteLine(builder: InterlineBuilder): void {
  builder.objectType('QuoteLine', {
    description: 'A part of a quote: one item, or one leg of it.',
    fields: (t) => ({
      itemReference: t.string({
        nullable: true,
        description: 'The channel’s id of the item; null when the part is of no single one.',
        ...textColumn('item_reference'),
      }),
      segment: t.string({
        nullable: true,
        description: 'The channel’s id of the leg; null for the whole item.',
        ...textColumn('segment'),
      }),
      fee: t.field({
        type: 'Money',
        nullable: true,
        description: 'What is kept or asked for.',
        ...moneyColumn('fee'),
      }),
      amount: t.field({
        type: 'Money',
        nullable: true,
        description: 'For a refund what comes back, for a change what is to be paid.',
        ...moneyColumn('amount'),
      }),
    }),
  });
}

/** The lines of the quote at hand, which are JSON there. */
function lineRows(): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (quote, site) => {
      const alias = site.alias('l');
      const member = (key: string): string => `(${alias}.value ->> '${key}')`;
      return {
        from: `jsonb_array_elements(${quote.column('lines')}) with ordinality ${alias} (value, place)`,
        place: withColumns({
          item_reference: () => member('itemReference'),
          segment: () => member('segment'),
          fee: () => `${member('fee')}::bigint`,
          amount: () => `${member('amount')}::bigint`,
          currency: () => quote.column('currency'),
        }),
        where: [],
        orderBy: `${alias}.place`,
      };
    },
  });
}
