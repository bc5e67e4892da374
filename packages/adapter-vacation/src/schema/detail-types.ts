import { detail } from '@interline/schema';
import type { InterlineBuilder, Planned } from '@interline/schema';

/** Refs of the types that the facts in a row's `detail` are made of. */
export type DetailTypes = ReturnType<typeof addDetailTypes>;

/** Adds them. */
export function addDetailTypes(builder: InterlineBuilder) {
  const pair = builder.objectRef<Planned>('VacationAttribute').implement({
    description: 'One piece of what the channel sends as `key:value;` text.',
    fields: (t) => ({
      key: t.string({ nullable: true, description: 'Null for a piece without a colon.', ...detail.text('key') }),
      value: t.string({ description: 'The text after the first colon.', ...detail.text('value') }),
    }),
  });
  const promotion = builder.objectRef<Planned>('VacationPromotion').implement({
    description: 'A discount on the order or on one of its items.',
    fields: (t) => ({
      appliesTo: t.string({
        nullable: true,
        description: 'The channel’s id of the order or item.',
        ...detail.text('appliesTo'),
      }),
      promotionId: t.string({
        nullable: true,
        description: 'Tool, activity and detail: `mjs-123024_211143`.',
        ...detail.text('promotionId'),
      }),
      name: t.string({ nullable: true, description: 'Its name.', ...detail.text('name') }),
      description: t.string({ nullable: true, description: 'What it promises.', ...detail.text('description') }),
      discount: t.field({
        type: 'Money',
        nullable: true,
        description: 'Null for free postage and time-limited discounts.',
        ...detail.money('discount'),
      }),
    }),
  });
  const score = builder.objectRef<Planned>('VacationScore').implement({
    description: 'The buyer’s score in one respect.',
    fields: (t) => ({
      dimension: t.string({ nullable: true, description: 'What is scored.', ...detail.text('dimension') }),
      score: t.string({ nullable: true, description: 'The score, as sent.', ...detail.text('score') }),
      content: t.string({ nullable: true, description: 'What the buyer wrote.', ...detail.text('content') }),
    }),
  });
  const payment = builder.objectRef<Planned>('VacationPayment').implement({
    description: 'How a vacation order is paid.',
    fields: (t) => ({
      alipayTradeNumber: t.string({
        nullable: true,
        description: 'Alipay’s number.',
        ...detail.text('alipayTradeNumber'),
      }),
      platformDiscount: t.field({
        type: 'Money',
        nullable: true,
        description: 'Discounts of the platform on the order.',
        ...detail.money('platformDiscount'),
      }),
      receivedBySeller: t.field({
        type: 'Money',
        nullable: true,
        description: 'What has reached the seller; grows as items are confirmed by the buyer.',
        ...detail.money('receivedBySeller'),
      }),
      staged: t.string({
        nullable: true,
        description:
          'How far a deposit and its rest are paid: `NOTHING_PAID`, `DEPOSIT_PAID`, `ALL_PAID`, or a word unknown to Interline.',
        ...detail.text('staged'),
      }),
      stagedPaid: t.field({
        type: 'Money',
        nullable: true,
        description: 'What is paid of a staged payment.',
        ...detail.money('stagedPaid'),
      }),
    }),
  });
  const seller = builder.objectRef<Planned>('VacationSeller').implement({
    description: 'The merchant as the order shows it.',
    fields: (t) => ({
      nick: t.string({ nullable: true, description: 'Account name.', ...detail.text('nick') }),
      shop: t.string({ nullable: true, description: 'Name of the shop.', ...detail.text('shop') }),
      memoFlag: t.string({
        nullable: true,
        description:
          'Colour of the memo flag: `GREY`, `RED`, `YELLOW`, `GREEN`, `BLUE`, `PURPLE`; the number where it is none.',
        ...detail.text('memoFlag'),
      }),
      canRate: t.boolean({
        nullable: true,
        description: 'Whether the seller may rate the order.',
        ...detail.boolean('canRate'),
      }),
      hasRated: t.boolean({
        nullable: true,
        description: 'Whether the seller has rated it.',
        ...detail.boolean('hasRated'),
      }),
    }),
  });
  return { pair, promotion, score, payment, seller };
}
