import { z } from 'zod';

/** Body of `POST /sandbox/ship/orders`: what a buyer orders and pays; everything left out is drawn. */
export const ShipOrderInput = z.strictObject({
  shop: z.string().min(1).optional().describe('shop id from GET /sandbox; default: the first that sells ship tickets'),
  goodsId: z.string().optional().describe('a sailing of GET /sandbox/ship/sailings'),
  date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'a day in China: yyyy-MM-dd')
    .optional(),
  adults: z.int().min(1).max(50).optional(),
  children: z.int().min(0).max(50).optional(),
});
/** What `ship.placeOrder` takes. */
export type ShipOrderInput = z.input<typeof ShipOrderInput>;

/** Body of `POST /sandbox/ship/orders/:id/refund`. */
export const ShipRefundInput = z.strictObject({
  tickets: z.array(z.string().min(1)).min(1).optional().describe('ids of tickets; default: all that may be given back'),
  surcharges: z
    .record(z.string(), z.int().min(0))
    .optional()
    .describe('fen that the merchant keeps, by ticket; default: as return.query answered last'),
});
/** What `ship.refund` takes. */
export type ShipRefundInput = z.input<typeof ShipRefundInput>;

/** Query of `GET /sandbox/ship/calls`. */
export const ShipCallsQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0).describe('number of the last call that is known'),
  order: z.string().optional(),
});
/** What `ship.calls` takes. */
export type ShipCallsQuery = z.input<typeof ShipCallsQuery>;
