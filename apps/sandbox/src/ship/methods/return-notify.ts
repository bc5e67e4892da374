import { SHIP_WORDS } from '@interline/adapter-ship/wire';
import { mandatory } from '../../flight/request.ts';
import type { Method } from '../../gateway/method.ts';
import type { ShipContext } from '../context.ts';
import type { ShipLife } from '../life.ts';
import type { ShipOrder, ShipTicket } from '../order.ts';
import { refused, reportMethod, TAKEN } from './method.ts';
import type { Reported } from './method.ts';

const MODES: readonly string[] = Object.values(SHIP_WORDS.returnMode);

/** What a report of a refund says. */
interface ReturnValues {
  readonly agentOrderNumber: string;
  readonly amount: number;
  readonly status: number;
  readonly scope: number;
  readonly ticketId: string | undefined;
  readonly passengerId: string | undefined;
  readonly transactionId: string | undefined;
  readonly mode: string | undefined;
}

/**
 * alitrip.ship.return.notify (48054): the merchant tells what came of a refund. The platform does one once: what was
 * told of the same tickets before is answered again while it holds.
 */
export function returnNotifyMethod(context: ShipContext, life: ShipLife): Method {
  const { names, settings, store } = context;
  const { returnNotify: words } = names;
  const cause = `api:${names.method.returnNotify}`;
  return reportMethod<ReturnValues>(context, {
    name: names.method.returnNotify,
    root: names.returnNotifyRequest.root,
    read(request) {
      mandatory(request.integer(words.code), words.code);
      request.instant(words.time);
      request.text(words.extension);
      return {
        orderId: String(mandatory(request.id(words.orderId), words.orderId)),
        agentOrderNumber: mandatory(request.text(words.agentOrderNumber), words.agentOrderNumber),
        amount: mandatory(request.integer(words.amount), words.amount),
        status: mandatory(request.integer(words.status), words.status),
        scope: mandatory(request.integer(words.scope), words.scope),
        ticketId: request.text(words.ticketId),
        passengerId: request.text(words.passengerId),
        transactionId: request.text(words.transactionId),
        mode: request.text(words.mode),
      };
    },
    handle(values, order): Reported {
      if (order.agentOrderNumber !== values.agentOrderNumber) {
        return refused('AGENT_ORDER_MISMATCH', '代理商订单号不一致');
      }
      const tickets = ticketsOf(order, values);
      if (tickets.length === 0) return refused('TICKET_NOT_FOUND', '票不存在');
      const ticketIds = tickets.map(({ id }) => id);
      const success = values.status === SHIP_WORDS.returnStatus.success;
      if (!success && values.status !== SHIP_WORDS.returnStatus.failure) {
        return refused('RETURN_STATUS_INVALID', '退票结果不合法');
      }
      if (values.mode !== undefined && !MODES.includes(values.mode)) {
        return refused('RETURN_MODE_INVALID', '退款方式不合法');
      }
      const about = `${values.scope} ${values.ticketId ?? values.passengerId ?? ''}`;
      const before = order.returnReports.findLast((report) => report.about === about);
      if (before?.success === success && !tickets.some(({ status }) => status === 'refunding')) {
        return { result: before.result, changed: false };
      }
      const mayBeTold = (ticket: ShipTicket): boolean =>
        isOpen(ticket) || (settings.settings().unaskedRefunds && ticket.status === 'issued');
      if (!tickets.every(mayBeTold)) return refused('TICKET_STATUS_INVALID', '票状态不允许退票回告');
      const price = tickets.reduce((sum, ticket) => sum + ticket.price, 0);
      if (success && (values.amount < 0 || values.amount > price)) {
        return refused('REFUND_AMOUNT_INVALID', '退款金额不合法');
      }
      const { transactionId } = values;
      const isUsed = order.returnReports.some((report) => report.success && report.transactionId === transactionId);
      if (success && transactionId !== undefined && isUsed) {
        return refused('REFUND_TRANS_REPEATED', '退款流水号重复');
      }
      order.returnReports.push({ about, success, transactionId, result: TAKEN });
      if (success) life.refund(order, ticketIds, values.amount, cause);
      else life.refuseRefund(order, ticketIds, cause);
      store.changed(order);
      return {
        result: TAKEN,
        changed: true,
        ticketId: ticketIds.length === 1 ? ticketIds[0] : undefined,
        amount: success ? values.amount : undefined,
      };
    },
  });
}

/**
 * The tickets that a report is about: one, or all of a passenger or of the order. None where it contradicts itself: a
 * ticket of another passenger, or the whole order by a number that is not its own.
 */
function ticketsOf(order: ShipOrder, { scope, ticketId, passengerId }: ReturnValues): readonly ShipTicket[] {
  const { id, agentOrderNumber, tickets } = order;
  if (scope === SHIP_WORDS.returnScope.order) {
    return ticketId === undefined || ticketId === agentOrderNumber || ticketId === String(id) ? tickets : [];
  }
  if (scope !== SHIP_WORDS.returnScope.ticket || (ticketId ?? passengerId) === undefined) return [];
  return tickets.filter(
    (ticket) =>
      (ticketId === undefined || ticket.id === ticketId) &&
      (passengerId === undefined || ticket.passengerId === passengerId),
  );
}

/** A refund that failed may succeed after all. */
function isOpen({ status }: ShipTicket): boolean {
  return status === 'refunding' || status === 'refundFailed';
}
