import type { TopObject } from '@interline/top-client/codec';
import { z } from 'zod';

import type { ReturnTicketFacts } from '../entries.ts';
import type { ShipNames } from '../wire.ts';
import type { CallContent } from './call-content.ts';
import { byOurWords, fenOrNull, id, listOf, text, textOrNull, unknownFields } from './field-values.ts';
import { misfitsOf } from './outcome.ts';
import type { Reading } from './outcome.ts';

/** Which order a call is about. */
export interface OrderCall {
  readonly orderId: string;
  /** Null when the call does not say. */
  readonly agentOrderNumber: string | null;
}

/** A call for a refund. */
export interface ReturnCall extends OrderCall {
  readonly tickets: readonly (ReturnTicketFacts & { readonly documentNumber: string | null })[];
}

type OrderGroup = ShipNames['confirmRequest' | 'queryRequest' | 'returnQueryRequest'];

const OrderFields = z.object({ orderId: id, agentOrderNumber: textOrNull });
const TicketFields = z.object({
  ticketId: text,
  passengerId: textOrNull,
  documentNumber: textOrNull,
  surcharge: fenOrNull,
});

/** Reads which order a call is about. Fields that the group does not name are reported. */
export function readOrderCall({ fields }: CallContent, group: OrderGroup): Reading<OrderCall> {
  const { known, unknown } = byOurWords(fields, group);
  const parsed = OrderFields.safeParse(known);
  if (!parsed.success) return { misfits: misfitsOf(parsed.error, group, '') };
  return { facts: parsed.data, anomalies: unknownFields(unknown) };
}

/** Reads which tickets `return.confirm` is about. */
export function readReturnCall(content: CallContent, names: ShipNames): Reading<ReturnCall> {
  const group = names.returnConfirmRequest;
  const order = readOrderCall(content, group);
  if ('misfits' in order) return order;
  const listed = listOf(byOurWords(content.fields, group).known.tickets) ?? [];
  if (listed.length === 0) return { misfits: [{ path: group.tickets, message: 'must be a list with a ticket' }] };
  const tickets = listed.map((fields, index) => readTicket(fields, index, names));
  const misfits = tickets.flatMap((each) => ('misfits' in each ? each.misfits : []));
  const read = tickets.flatMap((each) => ('misfits' in each ? [] : [each]));
  const ids = read.map(({ facts }) => facts.ticketId);
  const twice = { path: group.tickets, message: `has the same ${names.returnTicket.ticketId} twice` };
  if (new Set(ids).size !== ids.length) misfits.push(twice);
  if (misfits.length > 0) return { misfits };
  return {
    facts: { ...order.facts, tickets: read.map(({ facts }) => facts) },
    anomalies: [...order.anomalies, ...read.flatMap(({ anomalies }) => anomalies)],
  };
}

function readTicket(fields: TopObject, index: number, names: ShipNames): Reading<ReturnCall['tickets'][number]> {
  const path = `${names.returnConfirmRequest.tickets}[${index}].`;
  const { known, unknown } = byOurWords(fields, names.returnTicket);
  const parsed = TicketFields.safeParse(known);
  if (!parsed.success) return { misfits: misfitsOf(parsed.error, names.returnTicket, path) };
  return { facts: parsed.data, anomalies: unknownFields(unknown, path) };
}
