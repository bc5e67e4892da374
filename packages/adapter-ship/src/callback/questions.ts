import { z } from 'zod';

import { text } from '../input-values.ts';

/** What a reservation system is asked, by type; CALLBACK.md is this contract in prose. */
export const ANSWERS = {
  'ship.order.create': z.discriminatedUnion('accepted', [
    z.object({ accepted: z.literal(true), agentOrderNumber: z.string().trim().min(1).max(64) }),
    refusal(),
  ]),
  'ship.order.confirm': z.union([
    z.object({ pending: z.literal(true) }),
    z.object({ failed: z.literal(true), code: code(), message: z.string().max(500).nullish().transform(plainText) }),
    z.object({
      // Held against the same rules as a report of tickets, which name the place of each fault.
      tickets: z
        .array(z.looseObject({ passengerId: z.string().min(1).max(64) }))
        .min(1)
        .max(1_000),
      pickUp: z.unknown().optional(),
      gate: z.unknown().optional(),
      message: z.unknown().optional(),
      shipNumber: z.string().trim().min(1).max(64).nullish(),
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

/** It may be reported later, so it is what a report may say. */
function code() {
  return text(64);
}

/** What is for people must not fail for a line break. */
function plainText(given: string | null | undefined): string | null {
  return (
    given
      ?.toWellFormed()
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim() || null
  );
}

function fen() {
  return z
    .union([z.string(), z.int()])
    .transform(String)
    .pipe(z.string().regex(/^\d{1,15}$/, { error: 'must be whole fen, 0 or more' }));
}
