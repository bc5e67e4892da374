import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SHIP_NAMES, SHIP_WORDS } from '@interline/adapter-ship/wire';
import { isTopObject, parseTopJson, verifyInboundCall } from '@interline/top-client/codec';
import { readBody } from '../src/http/read-body.ts';
import { DEMO_APP } from '../src/index.ts';
import { listIn } from './flight-desk.ts';
import type { Fields } from './gateway-client.ts';

/** How the merchant answers. */
export interface MerchantMood {
  /** Tickets are answered to `order.confirm`, reported later, or cannot be issued. */
  tickets: 'answered' | 'later' | 'failed';
  refunds: 'answered' | 'later' | 'refused';
  orders: 'accepted' | 'refused';
  /** Changes what is answered. */
  change: (fields: Fields, method: string) => Fields;
}

/** A merchant who takes the platform's calls by hand. */
export interface Merchant {
  readonly url: string;
  readonly mood: MerchantMood;
  /** Methods of the calls whose sign was right and new, in the order of their arrival. */
  readonly served: string[];
  /** What the first call of an order asked for. */
  readonly asked: Map<string, Fields>;
  close(): Promise<void>;
}

const { method: METHOD, createRequest, createPassenger, orderAnswer, answeredPassenger, answeredTicket } = SHIP_NAMES;

/** Opens a merchant on any free port. */
export async function openMerchant(): Promise<Merchant> {
  const mood: MerchantMood = {
    tickets: 'answered',
    refunds: 'answered',
    orders: 'accepted',
    change: (fields) => fields,
  };
  const asked = new Map<string, Fields>();
  const refunded = new Set<string>();
  const seen = new Set<string>();
  const served: string[] = [];

  const answer = (method: string, fields: Fields): Fields => {
    const id = String(fields[createRequest.orderId] ?? fields[SHIP_NAMES.queryRequest.orderId]);
    const numbers = { [orderAnswer.orderId]: id, [orderAnswer.agentOrderNumber]: `M${id.slice(-6)}` };
    switch (method) {
      case METHOD.orderCreate:
        asked.set(id, asked.get(id) ?? fields);
        return mood.orders === 'accepted' ? done(numbers) : refused('SOLD_OUT');
      case METHOD.orderConfirm:
        if (mood.tickets === 'failed') return refused('ISSUE_FAILED');
        return done({ ...numbers, [orderAnswer.passengers]: mood.tickets === 'later' ? [] : issued(id) });
      case METHOD.orderQuery:
        return done({ ...numbers, [orderAnswer.passengers]: mood.tickets === 'later' ? [] : issued(id) });
      case METHOD.returnQuery:
        return done({
          ...numbers,
          [SHIP_NAMES.returnQueryAnswer.tickets]: ticketsOf(id).map(({ ticketId, price }) => ({
            [SHIP_NAMES.returnTicket.ticketId]: ticketId,
            [SHIP_NAMES.returnTicket.surcharge]: price / 10,
          })),
        });
      default:
        if (mood.refunds === 'refused') return refused('REFUND_REFUSED');
        if (mood.refunds === 'later') return { ...done(numbers), ret_code: SHIP_WORDS.answerCode.processing };
        for (const ticket of listIn(fields, SHIP_NAMES.returnConfirmRequest.tickets)) {
          refunded.add(String(ticket[SHIP_NAMES.returnTicket.ticketId]));
        }
        return done(numbers);
    }
  };

  const ticketsOf = (id: string): { ticketId: string; passengerId: unknown; price: number }[] =>
    listIn(asked.get(id) ?? {}, createRequest.passengers).map((passenger, place) => ({
      ticketId: ticketId(id, place),
      passengerId: passenger[createPassenger.id],
      price: Number(passenger[createPassenger.price]),
    }));

  const issued = (id: string): Fields[] =>
    ticketsOf(id).map((ticket) => ({
      [answeredPassenger.id]: ticket.passengerId,
      [answeredPassenger.tickets]: [
        {
          [answeredTicket.id]: ticket.ticketId,
          [answeredTicket.price]: ticket.price,
          [answeredTicket.type]: SHIP_WORDS.ticketType.SHIP,
          [answeredTicket.status]: refunded.has(ticket.ticketId)
            ? SHIP_WORDS.ticketStatus.refunded
            : SHIP_WORDS.ticketStatus.issued,
        },
      ],
    }));

  const server = createServer((request, response) => {
    const answered = readBody(request, 1_000_000).then((body) => {
      const query = (request.url ?? '').split('?')[1] ?? '';
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const check = verifyInboundCall({ query, headers, body }, DEMO_APP.secret);
      const method = new URLSearchParams(query).get('method') ?? '';
      const known = check.valid && seen.has(check.sign);
      if (check.valid) seen.add(check.sign);
      const content = check.valid && check.text.startsWith('{') ? parseTopJson(check.text) : undefined;
      if (check.valid && !known) served.push(method);
      const refusal = check.valid ? SHIP_WORDS.answerCode.unreadable : SHIP_WORDS.answerCode.signature;
      const fields = isTopObject(content) ? answer(method, content) : refused(refusal);
      const said = known ? refused(SHIP_WORDS.answerCode.replayed) : mood.change(fields, method);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(said));
    });
    // A caller that is gone breaks the reading off.
    answered.catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/qimen/{shop}`,
    mood,
    served,
    asked,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** The merchant's id of the ticket of the passenger at a place from 0. */
export function ticketId(orderId: string, place: number): string {
  return `T${orderId.slice(-6)}-${place}`;
}

function done(fields: Fields): Fields {
  return { success: true, ret_code: '0', ret_desc: 'ok', ...fields };
}

function refused(code: string): Fields {
  return { success: false, ret_code: code, ret_desc: 'no' };
}
