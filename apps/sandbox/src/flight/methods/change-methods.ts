import { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import type { FlightNames } from '@interline/adapter-flight/wire';
import type { Method } from '../../gateway/method.ts';
import type { AnswerObject } from '../../gateway/value.ts';
import type { Shop } from '../../shops.ts';
import type { ChangeLife } from '../change-life.ts';
import type { FlightContext } from '../context.ts';
import { judgeChange } from '../judge-change.ts';
import { makeChange } from '../make-change.ts';
import type { Change, FlightOrder } from '../order.ts';
import { mandatory } from '../request.ts';
import type { RequestFields } from '../request.ts';
import { listed, time, yuan } from '../wire.ts';
import { done, flightMethod, recorded, refused, unknownOrder } from './method.ts';
import type { Outcome } from './method.ts';
import { owned } from './order-methods.ts';
import { idsOf } from './read-ids.ts';

/** Creating, paying, cancelling and looking up change orders. */
export function changeMethods(context: FlightContext, life: ChangeLife): Method[] {
  const { names, settings } = context;
  const { method, changeCreateRequest, changePayRequest, changeCancelRequest, changeQueryRequest } = names;

  const create = flightMethod(context, {
    name: method.changeCreate,
    root: changeCreateRequest.root,
    read: (request) => ({
      orderId: mandatory(request.id(changeCreateRequest.orderId), changeCreateRequest.orderId),
      outChangeNumber: request.text(changeCreateRequest.outChangeNumber),
      passengerIds: idsOf(request, changeCreateRequest.passengerIds),
      wishes: mandatory(
        emptyAsAbsent(request.objects(changeCreateRequest.segments).map((segment) => readWish(segment, names))),
        changeCreateRequest.segments,
      ),
    }),
    // A repeated number makes another change order: no document promises that it does not.
    handle: ({ orderId, outChangeNumber, ...wish }, shop) =>
      recorded(context, method.changeCreate, shop, { order: orderId, ...ownNumber(outChangeNumber) }, () => {
        const order = owned(context, orderId, shop);
        if (!order) return { outcome: unknownOrder() };
        const judged = judgeChange(context, order, wish);
        if (judged.kind === 'refused') return { outcome: judged };
        const change = makeChange(context, outChangeNumber, judged);
        life.place(order, change, `api:${method.changeCreate}`);
        const fields = { ...changeFields(order, change, names), [names.changeCreateAnswer.changeNumber]: change.id };
        return { outcome: done(fields), part: change.id };
      }),
  });

  const pay = flightMethod(context, {
    name: method.changePay,
    root: changePayRequest.root,
    read: (request) => ({
      ...readChangeId(request, changePayRequest),
      total: mandatory(request.fen(changePayRequest.total), changePayRequest.total),
    }),
    handle: ({ total, ...ids }, shop) =>
      write(method.changePay, ids, shop, { amount: String(total) }, (order, change) => {
        if (change.paidAt !== undefined) {
          if (!settings.settings().acceptsSecondPayment) return refused('alreadyPaid', '改签单已支付');
          life.payAgain(order, change, `api:${method.changePay}`);
          return done();
        }
        if (change.status !== 'awaitingPayment') return refused('wrongStatus', '改签单状态不允许支付');
        if (total !== change.changeFee + change.upgradeFee) return refused('priceChanged', '支付金额与改签费用不一致');
        life.pay(order, change, `api:${method.changePay}`);
        return done();
      }),
  });

  const cancel = flightMethod(context, {
    name: method.changeCancel,
    root: changeCancelRequest.root,
    read: (request) => readChangeId(request, changeCancelRequest),
    handle: (ids, shop) =>
      write(method.changeCancel, ids, shop, {}, (order, change) => {
        if (change.status !== 'awaitingPayment') return refused('wrongStatus', '只能取消待支付的改签单');
        life.close(order, change, `api:${method.changeCancel}`);
        return done();
      }),
  });

  const query = flightMethod(context, {
    name: method.changeQuery,
    root: changeQueryRequest.root,
    read: (request) => ({
      orderId: mandatory(request.id(changeQueryRequest.orderId), changeQueryRequest.orderId),
      changeId: request.id(changeQueryRequest.changeNumber),
    }),
    handle({ orderId, changeId }, shop) {
      const order = owned(context, orderId, shop);
      if (!order) return unknownOrder();
      const changes = order.changes.filter(({ id }) => changeId === undefined || id === changeId);
      if (changeId !== undefined && changes.length === 0) return refused('orderNotFound', '改签单不存在');
      const { changes: list, change } = names.changeQueryAnswer;
      const fields = changes.map((one) => changeFields(order, one, names));
      return done({ [list]: listed(change, fields) });
    },
  });

  function write(
    name: string,
    { orderId, changeId }: { orderId: bigint; changeId: bigint },
    shop: Shop,
    about: { amount?: string },
    act: (order: FlightOrder, change: Change) => Outcome,
  ): Outcome {
    const order = owned(context, orderId, shop);
    const change = order?.changes.find(({ id }) => id === changeId);
    const row = { ...about, order: orderId, part: changeId, ...ownNumber(change?.outChangeNumber) };
    return recorded(context, name, shop, row, () => ({
      outcome: order && change ? act(order, change) : refused('orderNotFound', '改签单不存在'),
    }));
  }

  return [create, pay, cancel, query];
}

/** A change order, as the query and the answer of its creation write it. */
function changeFields(order: FlightOrder, change: Change, { change: name, changeTarget }: FlightNames): AnswerObject {
  const segments = change.targets.map(({ oldSegmentId, segment, cabin }) => ({
    [changeTarget.segmentId]: oldSegmentId,
    [changeTarget.flightNumber]: segment.flightNumber,
    [changeTarget.depAirport]: segment.depAirport,
    [changeTarget.arrAirport]: segment.arrAirport,
    [changeTarget.depTime]: time(segment.departure),
    [changeTarget.cabin]: cabin,
  }));
  return {
    [name.changeNumber]: change.id,
    [name.outChangeNumber]: change.outChangeNumber,
    [name.orderId]: order.id,
    [name.status]: FLIGHT_WORDS.changeStatus[change.status],
    ...(change.payBy === undefined
      ? {}
      : {
          [name.changeFee]: yuan(change.changeFee),
          [name.upgradeFee]: yuan(change.upgradeFee),
          [name.total]: yuan(change.changeFee + change.upgradeFee),
          [name.payBy]: time(change.payBy),
        }),
    [name.createTime]: time(change.requestedAt),
    [name.passengerIds]: listed('number', change.passengerIds),
    [name.segments]: listed(name.segment, segments),
    [name.refusal]: change.refusal,
  };
}

function readWish(
  request: RequestFields,
  { changeTarget: name }: FlightNames,
): Parameters<typeof judgeChange>[2]['wishes'][number] {
  return {
    segmentId: mandatory(request.text(name.segmentId), name.segmentId),
    flightNumber: mandatory(request.text(name.flightNumber), name.flightNumber),
    depAirport: request.text(name.depAirport),
    arrAirport: request.text(name.arrAirport),
    departure: mandatory(request.instant(name.depTime), name.depTime),
    cabin: mandatory(request.text(name.cabin), name.cabin),
  };
}

function readChangeId(
  request: RequestFields,
  name: FlightNames['changeCancelRequest'],
): { orderId: bigint; changeId: bigint } {
  return {
    orderId: mandatory(request.id(name.orderId), name.orderId),
    changeId: mandatory(request.id(name.changeNumber), name.changeNumber),
  };
}

function ownNumber(number: string | undefined): { ownNumber?: string } {
  return number === undefined ? {} : { ownNumber: number };
}

function emptyAsAbsent<Value>(values: readonly Value[]): readonly Value[] | undefined {
  return values.length === 0 ? undefined : values;
}
