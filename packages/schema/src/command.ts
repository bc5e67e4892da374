import type { InterlineBuilder } from './builder.ts';
import { enumColumn, idColumn, instantColumn, plainColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { referredOrder } from './order-row.ts';
import { value } from './plan/field-plan.ts';
import type { RowsPlan, Site } from './plan/field-plan.ts';
import { json } from './plan/fragment.ts';
import { rowPlace } from './plan/place.ts';
import { confirmedQuote, resultingQuote } from './quote-row.ts';
import { shopRows } from './shop.ts';

/** The commands about the order at hand, the latest first. */
export function commandRows(): RowsPlan {
  return {
    kind: 'rows',
    rows: (order, site) => {
      const row = rowPlace(site.alias('m'));
      const latest = `select * from interline.command where shop_id = ${order.column('shop_id')} and reference = ${order.column('reference')} order by created_at desc, id desc limit 100`;
      return {
        from: `(${latest}) ${row.alias}`,
        place: row,
        where: [],
        orderBy: `${row.column('created_at')} desc, ${row.column('id')} desc`,
      };
    },
  };
}

/** The command that confirms the quote at hand; there is at most one that has not failed. */
export function confirmingCommand(): RowsPlan {
  return {
    kind: 'rows',
    rows: (quote, site) => {
      const row = rowPlace(site.alias('m'));
      return {
        from: `interline.command ${row.alias}`,
        place: row,
        where: [
          `${row.column('quote_id')} = ${quote.column('id')}`,
          `${row.column('shop_id')} = ${quote.column('shop_id')}`,
          `${row.column('state')} <> 'FAILED'`,
        ],
      };
    },
  };
}

/** The one command with an id, if the viewer may see it. */
export function commandRow(site: Site, id: string) {
  const row = rowPlace(site.alias('m'));
  return {
    from: `interline.command ${row.alias}`,
    place: row,
    where: [`${row.column('id')} = ${id}::uuid`, site.visible(row.column('shop_id'))],
  };
}

/** Adds `Command`. */
export function addCommand(builder: InterlineBuilder, enums: Enums): void {
  builder.objectType('Command', {
    description:
      'Something that a channel was asked to do, kept with its idempotency key and outcome. It has at most one effect.',
    interfaces: ['Node'],
    extensions: { interline: { node: { prefix: 'command', row: commandRow } } },
    fields: (t) => ({
      id: t.id({ description: 'The hub’s id of the command.', ...idColumn('command') }),
      channel: t.string({ description: 'The channel’s name.', ...enumColumn('channel') }),
      shop: t.field({ type: 'Shop', description: 'For which shop.', ...shopRows('shop_id') }),
      name: t.string({ description: 'The adapter’s name for it, for example `deliver`.', ...textColumn('name') }),
      reference: t.string({
        nullable: true,
        description:
          'The channel’s id of the order that it is about; null while a request that makes an order has not made it.',
        ...textColumn('reference'),
      }),
      itemReference: t.string({
        nullable: true,
        description: 'The channel’s id of the item; null when it is about the whole order.',
        ...textColumn('item_reference'),
      }),
      order: t.field({
        type: 'Order',
        nullable: true,
        description: 'The order that it is about, or that it made; null while the hub does not have it.',
        ...referredOrder(),
      }),
      confirms: t.field({
        type: 'Quote',
        nullable: true,
        description: 'The price that it confirms; null when it confirms none.',
        ...confirmedQuote(),
      }),
      quote: t.field({
        type: 'Quote',
        nullable: true,
        description:
          'The price that came with its outcome: one to be confirmed next, or the one that holds now in the place of the one that it was to confirm.',
        ...resultingQuote(),
      }),
      idempotencyKey: t.string({
        description: 'The caller’s own name for this one wish.',
        ...textColumn('idempotency_key'),
      }),
      state: t.field({ type: enums.commandState, description: 'Where it stands.', ...enumColumn('state') }),
      code: t.string({
        nullable: true,
        description: 'Why it failed: a stable code; null while open or when it succeeded.',
        ...textColumn('code'),
      }),
      message: t.string({
        nullable: true,
        description: 'For people: what happened, and what to do, if anything.',
        ...textColumn('message'),
      }),
      attempts: t.int({ description: 'How often the request was sent.', ...plainColumn('attempts') }),
      requestedBy: t.string({
        description: 'Who asked: the token’s name, or `the hub` for what is `owed`.',
        ...textColumn('requested_by'),
      }),
      owed: t.boolean({
        description:
          'Whether nobody asked for it: the hub does it, because it follows from what was said about the order.',
        ...value((row) => json(`(${row.column('token_id')} is null)`)),
      }),
      createdAt: t.field({ type: 'DateTime', description: 'When it was asked for.', ...instantColumn('created_at') }),
      sentAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was last sent.',
        ...instantColumn('sent_at'),
      }),
      finishedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When its outcome was clear.',
        ...instantColumn('finished_at'),
      }),
    }),
  });
}
