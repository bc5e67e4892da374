import { detail, itemType } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';
import { ORDER_TYPES } from '../words.ts';
import type { DetailTypes } from './detail-types.ts';

/** Adds `VacationItem implements Item`. */
export function addVacationItem(builder: InterlineBuilder, { pair }: DetailTypes): void {
  const orderTypes = builder.enumType('VacationOrderType', {
    description: 'How an item is confirmed, `order_type` of alitrip.travel.trade.query.',
    values: {
      [ORDER_TYPES[1]]: { description: 'Needs no confirmation.' },
      [ORDER_TYPES[2]]: {
        description: 'The merchant confirms the resources after payment: deliver confirms, close refuses.',
      },
      [ORDER_TYPES[3]]: { description: 'The buyer reserves after payment; the channel has no API to answer.' },
      UNKNOWN: { description: 'The channel sent a number that Interline does not know.' },
    },
  });
  itemType(builder, {
    channel: CHANNEL,
    name: 'VacationItem',
    description:
      'A sub-order of a Fliggy vacation order. Its `kind` is `TOUR`, `VISA`, `ADMISSION`, `WIFI`, `ACTIVITY`, `CRUISE`, `CAR`, `PHONE_CARD`, `DATA_TOP_UP`, `HONG_KONG_MACAU_ENDORSEMENT`, `ONLINE_VISA`, `RENTAL` or `OTHER`.',
    fields: (t) => ({
      orderType: t.field({ type: orderTypes, description: 'How it is confirmed.', ...detail.text('orderType') }),
      bizType: t.int({
        nullable: true,
        description: 'The channel’s number for the kind of product.',
        ...detail.int('bizType'),
      }),
      expiresAt: t.field({
        type: 'DateTime',
        nullable: true,
        description:
          'When the channel closes it if the seller does not deliver; stays after delivery, unlike `deadline`.',
        ...detail.text('expiresAt'),
      }),
      processedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the merchant confirmed, delivered or refused it.',
        ...detail.text('processedAt'),
      }),
      discount: t.field({
        type: 'Money',
        nullable: true,
        description: 'Without funded coupons.',
        ...detail.money('discount'),
      }),
      adjustment: t.field({
        type: 'Money',
        nullable: true,
        description: 'What the seller added by hand; negative when taken off.',
        ...detail.money('adjustment'),
      }),
      attributes: t.field({
        type: [pair],
        description: 'Further facts of the item.',
        ...detail.objects('attributes'),
      }),
      productId: t.string({ nullable: true, description: 'The channel’s product id.', ...detail.text('productId') }),
      categoryId: t.string({
        nullable: true,
        description: 'The channel’s leaf category.',
        ...detail.text('categoryId'),
      }),
      skuId: t.string({ nullable: true, description: 'The channel’s sku id.', ...detail.text('skuId') }),
      skuProperties: t.field({
        type: [pair],
        description: 'Package, kind of ticket, crowd.',
        ...detail.objects('skuProperties'),
      }),
      merchantProductCode: t.string({
        nullable: true,
        description: 'The merchant’s own code of the product.',
        ...detail.text('merchantProductCode'),
      }),
      merchantSkuCode: t.string({
        nullable: true,
        description: 'The merchant’s own code of the package.',
        ...detail.text('merchantSkuCode'),
      }),
      categoryAttributes: t.field({
        type: [pair],
        description: 'Facts that only this category has.',
        ...detail.objects('categoryAttributes'),
      }),
      categoryAttributesJson: t.string({
        nullable: true,
        description: 'The same as JSON text, where the channel sends it; the channel advises this form.',
        ...detail.text('categoryAttributesJson'),
      }),
      image: t.string({ nullable: true, description: 'Address of a picture.', ...detail.text('image') }),
      sessionStart: t.string({
        nullable: true,
        description: 'Start of a session, as sent.',
        ...detail.text('sessionStart'),
      }),
      sessionEnd: t.string({ nullable: true, description: 'End of a session, as sent.', ...detail.text('sessionEnd') }),
    }),
  });
}
