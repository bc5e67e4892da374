import { SHIP_WORDS } from '@interline/adapter-ship/wire';
import type { ShipContext } from './context.ts';
import { answerProblem } from './judge-answer.ts';
import { judgeTickets } from './judge-tickets.ts';
import type { ShipLife } from './life.ts';
import type { ShipOrder, ShipReturn, ShipTicket } from './order.ts';
import { readFees, readTickets, textOf } from './qimen/answer.ts';
import type { QimenAnswer } from './qimen/answer.ts';
import type { QimenCaller, QimenMethod } from './qimen/caller.ts';
import { createFields, orderFields, returnFields } from './qimen/fields.ts';
import type { CallFields } from './qimen/fields.ts';

/** What the platform does with an order: it calls the merchant, and acts on the answer. None throws on a bad answer. */
export interface ShipPlatform {
  /** Asks for the seats (`order.create`). */
  create(order: ShipOrder): Promise<void>;
  /** Asks for the tickets (`order.confirm`). */
  confirm(order: ShipOrder): Promise<void>;
  /** Asks where the order stands (`order.query`), and learns from it what it did not know. */
  query(order: ShipOrder): Promise<void>;
  /** Asks for the fees (`return.query`), in fen by ticket; undefined when the merchant does not say. */
  quoteRefund(order: ShipOrder): Promise<ReadonlyMap<string, number> | undefined>;
  /** Asks for a refund (`return.confirm`), again where it was asked for and not answered. */
  refund(order: ShipOrder, asked: Pick<ShipReturn, 'ticketIds' | 'surcharges'>): Promise<void>;
}

/** The platform of a room. */
export function createShipPlatform(context: ShipContext, life: ShipLife, caller: QimenCaller): ShipPlatform {
  const { names } = context;
  const causeOf = (method: QimenMethod): string => `qimen:${names.method[method]}`;

  return {
    async create(order) {
      const answer = await ask(order, 'orderCreate', createFields(order, names));
      if (!answer || order.status !== 'placed') return;
      const cause = causeOf('orderCreate');
      if (!answer.success) return life.refuse(order, refusalOf(answer), cause);
      const number = textOf(answer.fields, names.createAnswer.agentOrderNumber);
      if (number === undefined) return life.note(order, 'order.create was answered without the number of the merchant');
      life.lock(order, number, cause);
    },
    async confirm(order) {
      const answer = await ask(order, 'orderConfirm', orderFields(order, names.confirmRequest));
      if (!answer) return;
      const cause = causeOf('orderConfirm');
      if (order.status === 'issued' || order.status === 'placed' || order.status === 'refused') return;
      if (!answer.success) return life.fail(order, refusalOf(answer), cause);
      life.await(order, cause);
      issueFrom(order, answer, cause);
    },
    async query(order) {
      const answer = await ask(order, 'orderQuery', orderFields(order, names.queryRequest));
      if (!answer?.success) return;
      const cause = causeOf('orderQuery');
      if (order.status === 'issuing' || order.status === 'failed') issueFrom(order, answer, cause);
      else settleFrom(order, answer, cause);
    },
    async quoteRefund(order) {
      const answer = await ask(order, 'returnQuery', orderFields(order, names.returnQueryRequest));
      if (!answer?.success) return undefined;
      const fees = readFees(answer.fields, names);
      const isComplete = order.tickets.every(({ id, price }) => (fees?.get(id) ?? Number.POSITIVE_INFINITY) <= price);
      if (isComplete) return fees;
      life.note(order, 'return.query was answered without the fee of every ticket, or with one above its price');
      return undefined;
    },
    async refund(order, { ticketIds, surcharges }) {
      const cause = causeOf('returnConfirm');
      const open = order.returns.find((each) => isOpen(each) && sameSet(each.ticketIds, ticketIds));
      const asked = open ?? { ticketIds, surcharges, status: 'asked' };
      if (!open) life.askReturn(order, asked, 'buyer');
      const tickets = order.tickets.filter(({ id }) => ticketIds.includes(id));
      const answer = await ask(order, 'returnConfirm', returnFields(order, tickets, names));
      if (!answer || !isOpen(asked)) return;
      if (!answer.success) return life.refuseRefund(order, ticketIds, cause);
      if (answer.code === SHIP_WORDS.answerCode.processing) return life.processReturn(order, asked, cause);
      life.refund(order, ticketIds, backOf(tickets), cause);
    },
  };

  /** Takes the tickets of an answer when they are all there; where none is listed they come later. */
  function issueFrom(order: ShipOrder, { fields }: QimenAnswer, cause: string): void {
    const told = readTickets(fields, names);
    if (told.length === 0) return;
    const judged = judgeTickets(order, told);
    if (judged.kind === 'refused')
      return life.note(order, `tickets were answered that are not taken: ${judged.problem}`);
    const { orderAnswer: words } = names;
    const pickUp = {
      place: textOf(fields, words.pickUpPlace),
      number: textOf(fields, words.pickUpNumber),
      secret: textOf(fields, words.pickUpSecret),
      gate: textOf(fields, words.gate),
      message: textOf(fields, words.message),
    };
    life.issue(order, judged.tickets, pickUp, cause);
  }

  /** What the merchant tells of refunds that it has not answered or reported yet. */
  function settleFrom(order: ShipOrder, { fields }: QimenAnswer, cause: string): void {
    const told = new Map(
      readTickets(fields, names)
        .flatMap(({ tickets }) => tickets)
        .map((ticket) => [ticket.id, ticket.told] as const),
    );
    for (const { ticketIds } of order.returns.filter(isOpen)) {
      const tickets = order.tickets.filter(({ id }) => ticketIds.includes(id));
      const all = (status: string): boolean => tickets.every(({ id }) => told.get(id) === status);
      if (all(SHIP_WORDS.ticketStatus.refunded)) life.refund(order, ticketIds, backOf(tickets), cause);
      else if (all(SHIP_WORDS.ticketStatus.refundFailed)) life.refuseRefund(order, ticketIds, cause);
    }
  }

  /** Calls, and notes what the answer breaks of the rules. */
  async function ask(order: ShipOrder, method: QimenMethod, fields: CallFields): Promise<QimenAnswer | undefined> {
    const before = order.status;
    const answer = await caller.call(order, method, fields);
    const problem = answer && answerProblem(order, before, method, answer, names);
    if (problem !== undefined) life.note(order, problem);
    return answer;
  }
}

function refusalOf({ code, text }: QimenAnswer): { readonly code: string; readonly text: string } {
  return { code, text };
}

function isOpen({ status }: ShipReturn): boolean {
  return status === 'asked' || status === 'processing';
}

/** What the buyer gets back: the price without what the merchant keeps. */
function backOf(tickets: readonly ShipTicket[]): number {
  return tickets.reduce((sum, { price, surcharge }) => sum + price - (surcharge ?? 0), 0);
}

/** Whether two lists of ids, none of which is there twice, name the same. */
export function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}
