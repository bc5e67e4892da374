import type { InterlineBuilder } from './builder.ts';
import { enumColumn, idColumn, instantColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { planned, type PlannedOptions, type Site } from './plan/field-plan.ts';
import { rowPlace } from './plan/place.ts';

/** The shop whose id is in a column of the row at hand. */
export function shopRows(column: string): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (parent, site) => {
      const row = rowPlace(site.alias('s'));
      return {
        from: `interline.shop ${row.alias}`,
        place: row,
        where: [`${row.column('id')} = ${parent.column(column)}`],
      };
    },
  });
}

/** Adds `Shop`. */
export function addShop(builder: InterlineBuilder, enums: Enums): void {
  builder.objectType('Shop', {
    description: 'One merchant account on one channel. Owns orders and credentials; the credentials are never shown.',
    interfaces: ['Node'],
    extensions: {
      interline: {
        node: {
          prefix: 'shop',
          row: (site: Site, id: string) => {
            const row = rowPlace(site.alias('s'));
            return {
              from: `interline.shop ${row.alias}`,
              place: row,
              where: [`${row.column('id')} = ${id}::uuid`, site.visible(row.column('id'))],
            };
          },
        },
      },
    },
    fields: (t) => ({
      id: t.id({ description: 'The hub’s id of the shop.', ...idColumn('shop') }),
      channel: t.string({ description: 'The channel’s name.', ...enumColumn('channel') }),
      name: t.string({ description: 'The shop’s name in this hub.', ...textColumn('name') }),
      accountId: t.string({ description: 'The merchant’s account id on the channel.', ...textColumn('account_id') }),
      accountNick: t.string({
        description: 'The merchant’s account name on the channel.',
        ...textColumn('account_nick'),
      }),
      state: t.field({
        type: enums.shopState,
        description: 'Whether the hub calls the channel for it.',
        ...enumColumn('state'),
      }),
      parkedCode: t.string({
        nullable: true,
        description: 'Why it is parked: a stable code.',
        ...textColumn('parked_code'),
      }),
      parkedReason: t.string({
        nullable: true,
        description: 'Why it is parked and what to do.',
        ...textColumn('parked_reason'),
      }),
      parkedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Since when it is parked.',
        ...instantColumn('parked_at'),
      }),
      sessionExpiresAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When its authorisation ends; null when unknown or not authorised.',
        ...instantColumn('session_expires_at'),
      }),
      createdAt: t.field({
        type: 'DateTime',
        description: 'When it was added to the hub.',
        ...instantColumn('created_at'),
      }),
    }),
  });
}
