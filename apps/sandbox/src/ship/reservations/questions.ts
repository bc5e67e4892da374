import { z } from 'zod';

const fen = z.union([z.string().regex(/^\d{1,15}$/), z.int().min(0)]).transform(Number);

const order = z.object({
  goodsId: z.string(),
  date: z.string(),
  time: z.string(),
  ticketCount: z.int().min(1),
  total: fen,
  passengers: z.array(z.object({ passengerId: z.string(), type: z.string(), ticketPrice: fen })).min(1),
});

const about = { orderId: z.string().min(1) };
const tickets = z.array(z.object({ ticketId: z.string() })).min(1);

/** What the hub asks a reservation system: CALLBACK.md of the ship adapter. Fields that are not needed here are left out. */
export const Question = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ship.order.create'), data: z.object({ ...about, order }) }),
  z.object({
    type: z.literal('ship.order.confirm'),
    data: z.object({ ...about, agentOrderNumber: z.string(), order }),
  }),
  z.object({
    type: z.literal('ship.refund.quote'),
    data: z.object({
      ...about,
      agentOrderNumber: z.string(),
      tickets: z.array(z.object({ ticketId: z.string(), price: fen })).min(1),
    }),
  }),
  z.object({
    type: z.literal('ship.refund.confirm'),
    data: z.object({ ...about, agentOrderNumber: z.string(), tickets }),
  }),
]);
/** The same, as it is read. */
export type Question = z.output<typeof Question>;
/** What a question is about. */
export type DataOf<Type extends Question['type']> = Extract<Question, { type: Type }>['data'];
