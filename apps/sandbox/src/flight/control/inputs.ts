import { z } from 'zod';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day in China: yyyy-MM-dd');
const yuan = z
  .number()
  .min(-100_000)
  .max(100_000)
  .refine((amount) => Number.isInteger(Math.round(amount * 1000) / 10), 'yuan with at most two decimals');

/** Body of `POST /sandbox/flight/orders`: what is booked, as if the desk had; everything left out has a default. */
export const FlightOrderInput = z.strictObject({
  shop: z.string().min(1).optional().describe('shop id from GET /sandbox; default: the first that buys flights'),
  from: z.string().default('BJS').describe('city code'),
  to: z.string().default('XMN').describe('city code'),
  date: date.optional().describe('day of departure in China; default: in 30 days'),
  returnDate: date.optional().describe('day of the flight back; without it, one way'),
  adults: z.int().min(1).max(9).default(1),
  children: z.int().min(0).max(8).default(0),
  infants: z.int().min(0).max(8).default(0),
  outOrderNumber: z.string().min(1).max(64).optional().describe('the merchant’s own number; default: a new one'),
  advance: z.enum(['paid', 'ticketing', 'ticketed', 'ticketingFailed', 'closed']).optional(),
});
/** What `flight.createOrder` takes. */
export type FlightOrderInput = z.input<typeof FlightOrderInput>;

/** Body of `POST /sandbox/flight/orders/:id/advance`. */
export const FlightAdvanceInput = z.strictObject({
  to: z.enum(['paid', 'ticketing', 'ticketed', 'ticketingFailed', 'closed']),
});
/** What `flight.advanceOrder` takes. */
export type FlightAdvanceInput = z.input<typeof FlightAdvanceInput>;

const passengers = z
  .array(z.string().regex(/^\d{1,19}$/, 'ids of passengers as GET /sandbox/flight/orders shows them'))
  .min(1)
  .optional()
  .describe('whose tickets; default: all');
const ownNumber = z.string().min(1).max(64).optional().describe('the merchant’s own number; default: none');

/** Body of `POST /sandbox/flight/orders/:id/refunds`: what the merchant does on the platform's own pages. */
export const RefundApplicationInput = z.strictObject({
  passengers,
  type: z.enum(['VOLUNTARY', 'SCHEDULE_CHANGE', 'ILLNESS', 'DENIED_BOARDING', 'EPIDEMIC']).default('VOLUNTARY'),
  outRefundNumber: ownNumber,
});
/** The same, validated. */
export type RefundApplicationInput = z.output<typeof RefundApplicationInput>;

/** Body of `POST /sandbox/flight/orders/:id/changes`: what the merchant does on the platform's own pages. */
export const ChangeApplicationInput = z.strictObject({
  passengers,
  days: z.int().min(1).max(60).default(1).describe('how much later to fly'),
  outChangeNumber: ownNumber,
});
/** The same, validated. */
export type ChangeApplicationInput = z.output<typeof ChangeApplicationInput>;

/** Body of `POST /sandbox/flight/refunds/:id/advance`. */
export const RefundAdvanceInput = z.strictObject({ to: z.enum(['approved', 'refunded', 'closed']) });
/** What `flight.advanceRefund` takes. */
export type RefundAdvanceInput = z.input<typeof RefundAdvanceInput>;

/** Body of `POST /sandbox/flight/refunds/:id/supplement`. */
export const SupplementInput = z.strictObject({ amount: yuan.positive().describe('yuan that go back in addition') });
/** What `flight.supplementRefund` takes. */
export type SupplementInput = z.input<typeof SupplementInput>;

/** Body of `POST /sandbox/flight/changes/:id/advance`. */
export const ChangeAdvanceInput = z.strictObject({
  to: z.enum(['awaitingPayment', 'awaitingTicketing', 'ticketed', 'closed']),
});
/** What `flight.advanceChange` takes. */
export type ChangeAdvanceInput = z.input<typeof ChangeAdvanceInput>;

/** Body of `POST /sandbox/flight/schedule`: the flight of an order, or one by number and day. */
export const ScheduleInput = z
  .strictObject({
    order: z.string().optional().describe('an order whose first flight is meant'),
    flightNumber: z.string().optional(),
    date: date.optional(),
    cancelled: z.boolean().default(false),
    delayMinutes: z.int().min(-600).max(2880).default(90),
    newFlightNumber: z.string().optional(),
    reason: z.string().default('航空公司计划调整'),
    withoutOrder: z.boolean().default(false).describe('true: the message names the flight only'),
  })
  .refine(
    ({ order, flightNumber, date: day }) => order !== undefined || (flightNumber !== undefined && day !== undefined),
    { message: 'give an order, or flightNumber and date', path: ['order'] },
  );
/** What `flight.moveSchedule` takes. */
export type ScheduleInput = z.input<typeof ScheduleInput>;

/** Body of `POST /sandbox/flight/prices` and `/refund-fees`. */
export const MoveInput = z.strictObject({ by: yuan.describe('yuan on top of what holds now; may be negative') });
/** What `flight.movePrices` and `flight.refundFeeMoves` take. */
export type MoveInput = z.input<typeof MoveInput>;
