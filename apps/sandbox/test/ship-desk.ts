import { SHIP_NAMES, SHIP_WORDS } from '@interline/adapter-ship/wire';
import { parseTopJson, stringifyTopJson } from '@interline/top-client/codec';
import { createSandbox, manualClock } from '../src/index.ts';
import type { ManualClock, Sandbox, SandboxOptions, ShipOrderView } from '../src/index.ts';
import { post } from './gateway-client.ts';
import type { Fields } from './gateway-client.ts';
import { openMerchant } from './ship-merchant.ts';
import type { Merchant } from './ship-merchant.ts';

const { orderNotify, notifiedPassenger, notifiedTicket, returnNotify, method: METHOD } = SHIP_NAMES;

/** A sandbox whose platform calls a merchant, who reports by hand. */
export interface ShipDesk {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  readonly merchant: Merchant;
  /** Reports tickets; the fields of the answer, or of its `error_response`. */
  reportTickets(fields: Fields): Promise<Fields>;
  reportRefund(fields: Fields): Promise<Fields>;
  close(): Promise<void>;
}

/** Opens both. */
export async function openShipDesk(options: SandboxOptions = {}): Promise<ShipDesk> {
  const clock = manualClock(new Date('2026-11-22T04:00:00Z'));
  const merchant = await openMerchant();
  const sandbox = await createSandbox({ clock, ...options, ship: { target: merchant.url, ...options.ship } });
  const report = async (method: string, root: string, fields: Fields): Promise<Fields> => {
    const session = sandbox.control.shops().find(({ channel }) => channel === 'ship')?.session ?? undefined;
    const parameters = { session, simplify: 'true', [root]: stringifyTopJson(fields) };
    const answer = parseTopJson(await (await post(sandbox, method, parameters)).text()) as Fields;
    return (answer['error_response'] ?? answer) as Fields;
  };
  return {
    sandbox,
    clock,
    merchant,
    reportTickets: (fields) => report(METHOD.orderNotify, SHIP_NAMES.orderNotifyRequest.root, fields),
    reportRefund: (fields) => report(METHOD.returnNotify, SHIP_NAMES.returnNotifyRequest.root, fields),
    async close() {
      await sandbox.close();
      await merchant.close();
    },
  };
}

/** A report that all tickets of the order are issued. */
export function ticketsReport(order: ShipOrderView, change: Fields = {}): Fields {
  return {
    [orderNotify.orderId]: order.id,
    [orderNotify.agentOrderNumber]: order.agentOrderNumber,
    [orderNotify.success]: true,
    [orderNotify.pickUpNumber]: '344420',
    [orderNotify.passengers]: order.passengers.map((passenger, place) => ({
      [notifiedPassenger.id]: passenger.id,
      [notifiedPassenger.name]: passenger.name,
      [notifiedPassenger.documentNumber]: passenger.documentNumber,
      [notifiedPassenger.tickets]: [ticketFields(place, passenger.price)],
    })),
    ...change,
  };
}

/** A ticket of a report. */
export function ticketFields(place: number, price: number, change: Fields = {}): Fields {
  return {
    [notifiedTicket.id]: `R-${place}`,
    [notifiedTicket.price]: price,
    [notifiedTicket.type]: SHIP_WORDS.ticketType.SHIP,
    [notifiedTicket.status]: SHIP_WORDS.ticketStatus.issued,
    ...change,
  };
}

/** A report that a ticket is refunded, 100 fen. */
export function refundReport(order: ShipOrderView, ticketId: string | undefined, change: Fields = {}): Fields {
  return {
    [returnNotify.orderId]: BigInt(order.id),
    [returnNotify.agentOrderNumber]: order.agentOrderNumber,
    [returnNotify.amount]: 100,
    [returnNotify.status]: SHIP_WORDS.returnStatus.success,
    [returnNotify.scope]: SHIP_WORDS.returnScope.ticket,
    [returnNotify.code]: SHIP_WORDS.returnCode.done,
    [returnNotify.ticketId]: ticketId,
    ...change,
  };
}

/** Rows of the ledger about an order: `effect alitrip.ship.order.notify` and so on. */
export function rowsOf({ control }: Sandbox, id: string, kinds: readonly string[] = ['attempt', 'effect']): string[] {
  return control
    .ledger()
    .entries.filter(({ order, kind }) => order === id && kinds.includes(kind))
    .map(({ kind, what, to }) => [kind, what, ...(kind === 'change' ? [to] : [])].join(' '));
}
