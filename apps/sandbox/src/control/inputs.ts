import { z } from 'zod';
import { STEP_NAMES } from '../vacation/advance.ts';
import type { StepName } from '../vacation/advance.ts';

const shop = z.string().min(1).describe('shop id from GET /sandbox; default: the first shop');
const sellerSeconds = z
  .number()
  .positive()
  .max(365 * 86_400)
  .describe('time to deliver after payment');

/** Body of `POST /sandbox/orders`: what the order shall be like; everything left out is drawn. */
export const OrderInput = z
  .strictObject({
    shop: shop.optional(),
    bizType: z.int().min(0).max(100_000).optional().describe('biz_type of every sub-order'),
    confirmation: z
      .enum(['instant', 'manual', 'second-confirmation', 'second-reservation'])
      .optional()
      .describe('instant and manual are order_type 1, the others 2 and 3'),
    subOrders: z.int().min(1).max(5).optional(),
    staged: z.boolean().optional().describe('deposit first, the rest later'),
    withoutPayment: z.boolean().optional().describe('begin at TRADE_NO_CREATE_PAY'),
    sellerSeconds: sellerSeconds.optional(),
    createdAt: z.iso.datetime({ offset: true }).optional().describe('ISO instant in the past; default: now'),
    advance: z
      .enum(STEP_NAMES as [StepName, ...StepName[]])
      .optional()
      .describe('advance it at once'),
    count: z.int().min(1).max(10_000).default(1).describe('how many such orders'),
  })
  .describe('an order');
/** What `createOrders` takes. */
export type OrderInput = z.input<typeof OrderInput>;

/** Body of `POST /sandbox/orders/:id/advance`. */
export const AdvanceInput = z.strictObject({
  to: z.enum(STEP_NAMES as [StepName, ...StepName[]]),
  subOrder: z
    .string()
    .regex(/^\d{1,19}$/, 'a sub-order id: digits, as text')
    .optional()
    .describe('only this sub-order; default: each that allows the step'),
});
/** What `advanceOrder` takes. */
export type AdvanceInput = z.input<typeof AdvanceInput>;

/** Weights by `biz_type`. Without one above zero nothing could be drawn. */
export const Mix = z
  .record(z.string().regex(/^\d+$/, 'keys are biz_type numbers'), z.number().min(0))
  .refine((mix) => Object.values(mix).some((weight) => weight > 0), 'at least one biz_type needs a weight above 0');

/** Body of `PUT /sandbox/flow`: what is left out stays as it is. */
export const FlowInput = z.strictObject({
  running: z.boolean().optional(),
  rate: z.number().min(0).max(60_000).optional().describe('new orders a minute'),
  mix: Mix.optional().describe('weights by biz_type'),
  shops: z.array(shop).min(1).readonly().optional(),
  pace: z.number().positive().max(86_400).optional().describe('mean seconds between two steps of an order'),
  sellerConsole: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('share of orders that the seller delivers at Fliggy itself'),
  sellerSeconds: sellerSeconds.optional(),
});
/** What `setFlow` takes. */
export type FlowInput = z.input<typeof FlowInput>;

/** Body of `PUT /sandbox/shops/:shop`: what is left out stays as it is. */
export const ShopInput = z.strictObject({
  masked: z.boolean().optional().describe('whether the platform masks personal fields for this shop'),
  mayClosePaid: z.boolean().optional().describe('whether the seller may close ordinary paid orders'),
});
/** What `setShop` takes. */
export type ShopInput = z.input<typeof ShopInput>;

/** Body of `POST /sandbox/clock/advance`. */
export const ClockInput = z.strictObject({
  seconds: z
    .number()
    .min(0)
    .max(366 * 86_400),
});
/** What `advanceClock` takes. */
export type ClockInput = z.input<typeof ClockInput>;

/** Query of `GET /sandbox/ledger`. */
export const LedgerQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100_000).default(10_000),
  kind: z.enum(['change', 'attempt', 'effect', 'message', 'call']).optional(),
});
