import { detail, orderType } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';
import { TRADE_TYPES } from '../words.ts';
import type { DetailTypes } from './detail-types.ts';

/** Adds `VacationOrder implements Order`. */
export function addVacationOrder(builder: InterlineBuilder, { payment, promotion, score, seller }: DetailTypes): void {
  const tradeType = builder.enumType('VacationTradeType', {
    description: 'The kind of trade, `type` of alitrip.travel.trade.query.',
    values: {
      ...Object.fromEntries(
        Object.entries(TRADE_TYPES).map(([word, name]) => [name, { description: `The channel says \`${word}\`.` }]),
      ),
      OTHER: { description: 'The channel uses a word that no document lists.' },
    },
  });
  orderType(builder, {
    channel: CHANNEL,
    name: 'VacationOrder',
    description: 'A vacation or ticket order of Fliggy (alitrip.travel.trade.query, 28564).',
    fields: (t) => ({
      tradeType: t.field({
        type: tradeType,
        nullable: true,
        description: 'The kind of trade.',
        ...detail.text('tradeType'),
      }),
      depositIncluded: t.boolean({
        nullable: true,
        description: 'Whether a deposit is paid together with the order.',
        ...detail.boolean('depositIncluded'),
      }),
      postage: t.field({ type: 'Money', nullable: true, description: 'For mailed goods.', ...detail.money('postage') }),
      cancelReason: t.string({ nullable: true, description: 'Why it was cancelled.', ...detail.text('cancelReason') }),
      payment: t.field({ type: payment, nullable: true, description: 'How it is paid.', ...detail.object('payment') }),
      seller: t.field({ type: seller, nullable: true, description: 'The merchant.', ...detail.object('seller') }),
      buyerHasRated: t.boolean({
        nullable: true,
        description: 'Whether the buyer has rated it.',
        ...detail.boolean('buyerHasRated'),
      }),
      promotions: t.field({
        type: [promotion],
        description: 'Discounts of the order and of its items.',
        ...detail.objects('promotions'),
      }),
      scores: t.field({
        type: [score],
        description: 'What the buyer scored.',
        ...detail.objects('scores'),
      }),
      reviewText: t.string({ nullable: true, description: 'The buyer’s review.', ...detail.text('reviewText') }),
    }),
  });
}
