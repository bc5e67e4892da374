import { z } from 'zod';

import { ENTRY } from '../entries.ts';
import type {
  ConfirmedEntry,
  ContradictedEntry,
  CreateDecisionEntry,
  CreatedEntry,
  RefundDroppedEntry,
  RefundIntendedEntry,
  RefundReportedEntry,
  ReturnCollectedEntry,
  ReturnConfirmedEntry,
  ReturnDecisionEntry,
  ReturnRefusedEntry,
  TicketsAwaitedEntry,
  TicketsCollectedEntry,
  TicketsFailedEntry,
  TicketsIntentEntry,
  TicketsReportedEntry,
} from '../entries.ts';
import { IssuedTickets } from '../reports/tickets-input.ts';

/** What the entries of a dossier hold, by their kind. */
export type EntryContents = {
  readonly [ENTRY.created]: CreatedEntry;
  readonly [ENTRY.createDecided]: CreateDecisionEntry;
  readonly [ENTRY.contradicted]: ContradictedEntry;
  readonly [ENTRY.confirmed]: ConfirmedEntry;
  readonly [ENTRY.ticketsAwaited]: TicketsAwaitedEntry;
  readonly [ENTRY.ticketsCollected]: TicketsCollectedEntry;
  readonly [ENTRY.returnConfirmed]: ReturnConfirmedEntry;
  readonly [ENTRY.returnContradicted]: ContradictedEntry;
  readonly [ENTRY.returnRefused]: ReturnRefusedEntry;
  readonly [ENTRY.returnDecided]: ReturnDecisionEntry;
  readonly [ENTRY.returnCollected]: ReturnCollectedEntry;
  readonly [ENTRY.ticketsIntended]: TicketsIntentEntry;
  readonly [ENTRY.ticketsDropped]: TicketsIntentEntry;
  readonly [ENTRY.ticketsReported]: TicketsReportedEntry;
  readonly [ENTRY.ticketsFailed]: TicketsFailedEntry;
  readonly [ENTRY.refundIntended]: RefundIntendedEntry;
  readonly [ENTRY.refundDropped]: RefundDroppedEntry;
  readonly [ENTRY.refundReported]: RefundReportedEntry;
};

const fen = z.string().regex(/^\d{1,15}$/);
const textOrNull = z.string().nullable();
const decidedBy = z.enum(['automatic', 'callback', 'person', 'time']);
const anomalies = z.array(
  z.object({
    code: z.enum(['UNKNOWN_VALUE', 'UNKNOWN_FIELD', 'MALFORMED_VALUE', 'UNEXPECTED_TRANSITION']),
    path: z.string(),
    value: z.string(),
  }),
);
const place = z.object({ cityCode: textOrNull, cityName: textOrNull, portCode: textOrNull, portName: textOrNull });
const failure = z.object({ code: z.string(), message: textOrNull });
const refusal = z.object({ accepted: z.literal(false), code: z.string(), message: z.string(), by: decidedBy });
const decideWithinMs = z.int().min(0).exactOptional();
const returnTickets = z.array(z.object({ ticketId: z.string(), passengerId: textOrNull, surcharge: fen.nullable() }));
const contradicted = z.object({ digest: z.string(), anomalies });

/** The form of each kind's content. An entry of another form is kept, reported, and changes nothing. */
export const ENTRY_CONTENTS: { readonly [Kind in keyof EntryContents]: z.ZodType<EntryContents[Kind]> } = {
  [ENTRY.created]: z.object({
    request: z.object({
      orderId: z.string(),
      date: z.string(),
      time: z.string(),
      from: place,
      to: place,
      scheduleId: textOrNull,
      goodsId: z.string(),
      seatGrade: textOrNull,
      ticketCount: z.int().min(0),
      total: fen,
      tradeNumber: z.string(),
      contact: z.object({
        name: z.string(),
        mobile: z.string(),
        documentType: z.string(),
        documentNumber: z.string(),
      }),
      passengers: z.array(
        z.object({
          id: textOrNull,
          name: z.string(),
          documentType: z.string(),
          documentNumber: z.string(),
          type: z.string(),
          ticketPrice: fen,
        }),
      ),
      extension: textOrNull,
    }),
    raw: z.string(),
    digest: z.string(),
    anomalies,
    decideWithinMs,
  }),
  [ENTRY.createDecided]: z.union([
    z.object({ accepted: z.literal(true), agentOrderNumber: z.string(), by: decidedBy }),
    refusal,
  ]),
  [ENTRY.contradicted]: contradicted,
  [ENTRY.confirmed]: z.object({ agentOrderNumber: z.string(), anomalies, asksSystem: z.boolean().default(false) }),
  [ENTRY.ticketsAwaited]: z.object({}),
  [ENTRY.ticketsCollected]: z.union([
    z.object({ issued: IssuedTickets, shipNumber: textOrNull }),
    z.object({ failed: failure }),
  ]),
  [ENTRY.returnConfirmed]: z.object({ tickets: returnTickets, anomalies, decideWithinMs }),
  [ENTRY.returnContradicted]: contradicted,
  [ENTRY.returnRefused]: z.object({ tickets: returnTickets, code: z.string(), message: z.string(), anomalies }),
  [ENTRY.returnDecided]: z.union([
    z.object({ accepted: z.literal(true), by: decidedBy }),
    z.object({ accepted: z.null(), by: z.enum(['time', 'callback']) }),
    refusal,
  ]),
  [ENTRY.returnCollected]: z.union([
    z.object({
      accepted: z.literal(true),
      amounts: z.array(z.object({ ticketId: z.string(), amount: fen })),
    }),
    z.object({ accepted: z.literal(false), code: z.string(), message: z.string() }),
  ]),
  [ENTRY.ticketsIntended]: z.object({ commandId: z.string() }),
  [ENTRY.ticketsDropped]: z.object({ commandId: z.string() }),
  [ENTRY.ticketsReported]: z.object({
    via: z.enum(['answer', 'report']),
    agentOrderNumber: z.string(),
    passengers: z.array(
      z.object({
        passengerId: z.string(),
        tickets: z.array(
          z.object({
            id: z.string(),
            price: fen,
            type: z.string(),
            subType: textOrNull,
            number: textOrNull,
            electronicNumber: textOrNull,
            secret: textOrNull,
            seat: textOrNull,
            title: textOrNull,
            description: textOrNull,
            expiresAt: textOrNull,
          }),
        ),
      }),
    ),
    pickUp: z.object({ place: textOrNull, number: textOrNull, secret: textOrNull }),
    gate: textOrNull,
    shipNumber: textOrNull,
    message: textOrNull,
  }),
  [ENTRY.ticketsFailed]: failure,
  [ENTRY.refundIntended]: z.object({ commandId: z.string(), ticketId: textOrNull }),
  [ENTRY.refundDropped]: z.object({ commandId: z.string() }),
  [ENTRY.refundReported]: z.object({
    success: z.boolean(),
    ticketIds: z.array(z.string()).nullable(),
    amount: fen,
    code: textOrNull,
    transactionId: textOrNull,
    mode: textOrNull,
  }),
};
