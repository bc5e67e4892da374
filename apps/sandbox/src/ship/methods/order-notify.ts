import type { ShipNames } from '@interline/adapter-ship/wire';
import { mandatory, WrongArgument } from '../../flight/request.ts';
import type { RequestFields } from '../../flight/request.ts';
import type { Method } from '../../gateway/method.ts';
import { missingArgument } from '../../gateway/top-error.ts';
import type { ShipContext } from '../context.ts';
import { judgeTickets } from '../judge-tickets.ts';
import type { ToldPassenger, ToldTicket } from '../judge-tickets.ts';
import type { ShipLife } from '../life.ts';
import { refused, reportMethod, TAKEN } from './method.ts';
import type { Reported } from './method.ts';

/**
 * alitrip.ship.order.notify (48055): the merchant tells that all tickets are issued, or that they cannot be. Once for
 * an order: after the first success every report is answered with its result, whatever it says.
 */
export function orderNotifyMethod(context: ShipContext, life: ShipLife): Method {
  const { names, store } = context;
  const { orderNotify: words } = names;
  const cause = `api:${names.method.orderNotify}`;
  return reportMethod(context, {
    name: names.method.orderNotify,
    root: names.orderNotifyRequest.root,
    read: (request) => ({
      mainOrderId: request.id(words.mainOrderId),
      extension: request.text(words.extension),
      orderId: mandatory(request.text(words.orderId), words.orderId),
      agentOrderNumber: mandatory(request.text(words.agentOrderNumber), words.agentOrderNumber),
      success: mandatoryFlag(request, words.success),
      failedCode: request.text(words.failedCode),
      ticketCount: request.integer(words.ticketCount),
      total: request.integer(words.total),
      passengers: request.objects(words.passengers).map((passenger) => readPassenger(passenger, names)),
      pickUp: {
        place: request.text(words.pickUpPlace),
        number: request.text(words.pickUpNumber),
        secret: request.text(words.pickUpSecret),
        gate: request.text(words.gate),
        message: request.text(words.message),
      },
    }),
    handle({ agentOrderNumber, success, failedCode, ticketCount, total, passengers, pickUp }, order): Reported {
      if (order.firstReport) return { result: order.firstReport, changed: false };
      if (order.agentOrderNumber !== agentOrderNumber) return refused('AGENT_ORDER_MISMATCH', '代理商订单号不一致');
      if (order.status === 'issued') {
        if (!success) return wrongStatus();
        // The tickets came with an answer: the report tells nothing new, but it is the first that succeeds.
        order.firstReport = TAKEN;
        store.changed(order);
        return { result: TAKEN, changed: false };
      }
      if (order.status !== 'issuing' && order.status !== 'failed') return wrongStatus();
      if (!success) {
        life.fail(order, { code: failedCode ?? '', text: '' }, cause);
        return { result: TAKEN, changed: true };
      }
      const judged = judgeTickets(order, passengers);
      if (judged.kind === 'refused') return refused('TICKET_INFO_INVALID', judged.problem);
      if ((ticketCount ?? order.ticketCount) !== order.ticketCount)
        return refused('TICKET_COUNT_INVALID', '票数不一致');
      if ((total ?? order.total) !== order.total) return refused('TOTAL_PRICE_INVALID', '订单总价不一致');
      order.firstReport = TAKEN;
      life.issue(order, judged.tickets, pickUp, cause);
      store.changed(order);
      return { result: TAKEN, changed: true };
    },
  });
}

function wrongStatus(): Reported {
  return refused('ORDER_STATUS_INVALID', '订单状态不允许出票回告');
}

function mandatoryFlag(request: RequestFields, name: string): boolean {
  if (!request.has(name)) throw new WrongArgument(missingArgument(name));
  return request.flag(name);
}

function readPassenger(request: RequestFields, { notifiedPassenger: words, ...names }: ShipNames): ToldPassenger {
  request.text(words.documentType);
  return {
    id: request.text(words.id),
    name: request.text(words.name),
    documentNumber: request.text(words.documentNumber),
    tickets: request.objects(words.tickets).map((ticket) => readTicket(ticket, names.notifiedTicket)),
  };
}

function readTicket(request: RequestFields, words: ShipNames['notifiedTicket']): ToldTicket {
  request.instant(words.expiresAt);
  for (const name of [words.title, words.description, words.extension]) request.text(name);
  return {
    id: mandatory(request.text(words.id), words.id),
    price: mandatory(request.integer(words.price), words.price),
    type: mandatory(request.text(words.type), words.type),
    subType: request.text(words.subType),
    number: request.text(words.number),
    electronicNumber: request.text(words.electronicNumber),
    secret: request.text(words.secret),
    seat: request.text(words.seat),
    told: request.text(words.status),
  };
}
