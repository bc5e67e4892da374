import { z } from 'zod';

/** What a reservation system is asked, by type; CALLBACK.md is this contract in prose. */
export const ANSWERS = {
  'ship.order.create': z.discriminatedUnion('accepted', [
    z.object({ accepted: z.literal(true), agentOrderNumber: z.string().trim().min(1).max(64) }),
    refusal(),
  ]),
  'ship.order.confirm': z.union([
    z.object({ pending: z.literal(true) }),
    z.object({ failed: z.literal(true), code: code(), message: z.string().max(500).nullish() }),
    z.object({
      tickets: z.array(ticket()).min(1).max(1_000),
      pickUp: z.object({ place: optional(), number: optional(), secret: optional() }).optional(),
      gate: optional(),
      shipNumber: optional(),
      message: optional(),
    }),
  ]),
  'ship.refund.quote': z.object({
    fees: z.array(z.object({ ticketId: z.string().min(1).max(500), surcharge: fen() })).max(1_000),
  }),
  'ship.refund.confirm': z.union([
    z.object({ pending: z.literal(true) }),
    z.object({ accepted: z.literal(true) }),
    refusal(),
  ]),
} as const;

/** What can be asked. */
export type QuestionType = keyof typeof ANSWERS;
/** What is answered. */
export type AnswerTo<Type extends QuestionType> = z.output<(typeof ANSWERS)[Type]>;

function refusal() {
  return z.object({ accepted: z.literal(false), code: code(), message: z.string().max(500).default('') });
}

function code() {
  return z.string().trim().min(1).max(64);
}

function fen() {
  return z
    .union([z.string(), z.int()])
    .transform(String)
    .pipe(z.string().regex(/^\d{1,15}$/, { error: 'must be whole fen, 0 or more' }));
}

function optional() {
  return z
    .string()
    .max(500)
    .nullish()
    .transform((value) => value ?? null);
}

function ticket() {
  return z.object({
    passengerId: z.string().min(1).max(500),
    ticketId: z.string().trim().min(1).max(100),
    price: fen(),
    type: z.enum(['SHIP', 'ADMISSION', 'HOTEL', 'OTHER']).default('SHIP'),
    subType: z.enum(['OUTWARD', 'RETURN', 'ADMISSION', 'HOTEL']).nullish(),
    number: optional(),
    electronicNumber: optional(),
    secret: optional(),
    seat: optional(),
    title: optional(),
    description: optional(),
    expiresAt: z.iso.datetime({ offset: true }).nullish(),
  });
}
