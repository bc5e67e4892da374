import type { CommandResult } from './command-result.ts';
import { diceOf } from './dice.ts';
import type { HubClient } from './hub-client.ts';
import { issueByHand } from './issue-by-hand.ts';
import { createOnce } from './once.ts';
import { DECIDE_ORDER, DECIDE_REFUND, REPORT_REFUND, REPORT_TICKETS, WORK } from './ship-operations.ts';
import type { ShipOrder, ShipRefund, ShipTicket, ShipWork } from './ship-operations.ts';

export interface ShipDeskOptions {
  readonly hub: HubClient;
  readonly now: () => Date;
  /** The name of the shop that has no reservation system: its people decide, and issue tickets by hand. */
  readonly agency: string;
  /** How long the people take for tickets, in milliseconds; for a second try, three times as long. */
  readonly paceMs: number;
  /** Tells a person what the hub or the channel refused. */
  readonly say: (line: string) => void;
}

/** The desk of those who sell ship tickets. */
export interface ShipDesk {
  /** Looks at what waits once and does what each order needs next. */
  work(): Promise<void>;
}

/** A command's input: whatever it takes, under its key. */
type CommandInput = { readonly idempotencyKey: string; readonly [field: string]: unknown };

/** One order in this many is refused. */
const REFUSES_ONE_IN = 10;
/** Of one order in this many it is first reported that the tickets cannot be issued. */
const FAILS_ONE_IN = 8;
/** One refund in this many waits for somebody who is out; one in this many is refused. */
const DEFERS_ONE_IN = 3;
const KEEPS_ONE_IN = 10;

/**
 * Decides about orders and refunds of the agency while Fliggy waits, reports its tickets, and the refunds that nobody
 * decided in time: of the whole order where all of it goes back, else ticket by ticket. For a shop with a reservation
 * system it does one thing alone: where that could not issue tickets, it issues them by hand, as a failure may be followed by
 * another report. The idempotency keys are made of what is reported, so that a desk that is restarted does nothing twice.
 */
export function openShipDesk({ hub, now, agency, paceMs, say }: ShipDeskOptions): ShipDesk {
  const once = createOnce(say);

  const command = async (mutation: string, input: CommandInput): Promise<void> => {
    await once(
      input.idempotencyKey,
      async () => (await hub.request<{ result: CommandResult }>(mutation, { input })).result,
    );
  };
  const isOver = (since: string, waitMs: number): boolean => Date.parse(since) + waitMs <= now().getTime();

  async function decide({ reference }: ShipOrder): Promise<void> {
    const about = { orderReference: reference, idempotencyKey: `decide-${reference}` };
    await command(
      DECIDE_ORDER,
      diceOf(reference) % REFUSES_ONE_IN === 0
        ? { ...about, accept: false, code: 'SOLD_OUT', message: '余票不足' }
        : { ...about, accept: true, agentOrderNumber: `HA${reference.slice(-10)}` },
    );
  }

  async function ticket(order: ShipOrder): Promise<void> {
    const { reference, shop, confirmedAt, reportFailure } = order;
    if (reportFailure) {
      if (isOver(reportFailure.at, 3 * paceMs)) await report(order);
    } else if (shop.name === agency && confirmedAt !== null && isOver(confirmedAt, paceMs)) {
      if (diceOf(`tickets of ${reference}`) % FAILS_ONE_IN > 0) return report(order);
      const failed = { code: 'NO_TICKET', message: '出票系统繁忙' };
      await command(REPORT_TICKETS, {
        orderReference: reference,
        failed,
        idempotencyKey: `no-tickets-${reference}`,
      });
    }
  }

  async function report(order: ShipOrder): Promise<void> {
    const { reference } = order;
    await command(REPORT_TICKETS, {
      orderReference: reference,
      issued: issueByHand(order),
      idempotencyKey: `tickets-${reference}`,
    });
  }

  async function decideRefund({ reference }: ShipOrder, refund: ShipRefund): Promise<void> {
    const dice = diceOf(`${reference} ${refund.reference}`);
    if (dice % DEFERS_ONE_IN === 0) return;
    const about = {
      orderReference: reference,
      refundReference: refund.reference,
      idempotencyKey: `decide-refund-${reference}-${refund.reference}`,
    };
    await command(
      DECIDE_REFUND,
      dice % KEEPS_ONE_IN === 0
        ? { ...about, accept: false, code: 'REFUND_NOT_ALLOWED', message: '已检票，不可退票' }
        : { ...about, accept: true },
    );
  }

  async function payBack({ reference, tickets, refunds }: ShipOrder): Promise<void> {
    const deferred = new Set(refunds.flatMap(({ answer, ticketIds }) => (answer === 'PROCESSING' ? ticketIds : [])));
    const owed = tickets.filter(
      ({ status, ticketId }) => status === 'REFUNDING' && ticketId !== null && deferred.has(ticketId),
    );
    if (owed.length > 0 && owed.length === tickets.length) {
      return command(REPORT_REFUND, {
        orderReference: reference,
        refunded: { amount: backOf(owed) },
        idempotencyKey: `refund-${reference}`,
      });
    }
    for (const { ticketId, ...money } of owed) {
      await command(REPORT_REFUND, {
        orderReference: reference,
        ticketId,
        refunded: { amount: backOf([money]) },
        idempotencyKey: `refund-${reference}-${ticketId}`,
      });
    }
  }

  return {
    async work() {
      const { placed, ticketing, refunding } = await hub.request<ShipWork>(WORK);
      const isAgencys = ({ shop }: ShipOrder): boolean => shop.name === agency;
      for (const order of placed.nodes.filter(isAgencys)) if (order.decision === null) await decide(order);
      for (const order of refunding.nodes.filter(isAgencys)) {
        const waiting = order.refunds.filter(({ status, answer }) => status === 'REQUESTED' && answer === null);
        for (const refund of waiting) await decideRefund(order, refund);
        await payBack(order);
      }
      for (const order of ticketing.nodes) await ticket(order);
    },
  };
}

/** What goes back for tickets, in fen: their prices without what the merchant keeps. */
function backOf(tickets: readonly Pick<ShipTicket, 'amount' | 'surcharge'>[]): string {
  return tickets.reduce((sum, { amount, surcharge }) => sum + fenOf(amount) - fenOf(surcharge), 0n).toString();
}

function fenOf(money: { readonly minorUnits: string } | null): bigint {
  return BigInt(money?.minorUnits ?? '0');
}
