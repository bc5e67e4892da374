import { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import type { FlightNames } from '@interline/adapter-flight/wire';
import type { Method } from '../../gateway/method.ts';
import type { Shop } from '../../shops.ts';
import type { FlightContext } from '../context.ts';
import { feeOf, makeRefund } from '../make-refund.ts';
import type { FlightOrder, RefundType } from '../order.ts';
import { refundOf } from '../refund-fee.ts';
import type { CouponRefund } from '../refund-fee.ts';
import type { RefundLife } from '../refund-life.ts';
import { judgeRefund, needsAttachments } from '../judge-refund.ts';
import { refundDetail, refundSummary, renderedFields } from '../refund-wire.ts';
import { readRenderKey } from '../render-key.ts';
import { mandatory } from '../request.ts';
import type { RequestFields } from '../request.ts';
import { listed } from '../wire.ts';
import { done, flightMethod, recorded, refused, unknownOrder } from './method.ts';
import type { Outcome } from './method.ts';
import { owned } from './order-methods.ts';
import { idsOf } from './read-ids.ts';

/** What is to be refunded and why. */
interface RefundRequest {
  readonly orderId: bigint;
  readonly type: RefundType;
  readonly passengerIds: readonly bigint[] | undefined;
  readonly segmentIds: readonly string[] | undefined;
}

/** Rendering and applying for refunds, and the two that tell about them. */
export function refundMethods(context: FlightContext, life: RefundLife): Method[] {
  const { names, clock, settings, store } = context;
  const { method, refundCreateRequest, refundDetailRequest, refundListRequest, refundListAnswer } = names;

  const render = flightMethod(context, {
    name: method.refundRender,
    root: names.refundRenderRequest.root,
    read: (request) => readRefundRequest(request, names.refundRenderRequest),
    handle: (request, shop) =>
      judged(request, shop, (order, refunds) => {
        const { renderSeconds, precalculation } = settings.settings();
        const expiresAt = wholeSecond() + renderSeconds * 1000;
        const rendered = { orderId: order.id, type: request.type, coupons: refunds, calculated: precalculation };
        return done(renderedFields({ ...rendered, expiresAt, refunds }, names));
      }),
  });

  const create = flightMethod(context, {
    name: method.refundCreate,
    root: refundCreateRequest.root,
    read: (request) => ({
      ...readRefundRequest(request, refundCreateRequest),
      outRefundNumber: request.text(refundCreateRequest.outRefundNumber),
      fee: request.fen(refundCreateRequest.fee),
      renderKey: request.text(refundCreateRequest.renderKey),
      reason: request.text(refundCreateRequest.reason),
      attachments: request.values(refundCreateRequest.attachments) ?? [],
    }),
    // A repeated number applies again: no document promises that it does not.
    handle(request, shop) {
      const { outRefundNumber, fee } = request;
      const about = {
        order: request.orderId,
        ...(outRefundNumber === undefined ? {} : { ownNumber: outRefundNumber }),
        ...(fee === undefined ? {} : { amount: String(fee) }),
      };
      return recorded(context, method.refundCreate, shop, about, () => {
        let part: bigint | undefined;
        const outcome = judged(request, shop, (order, refunds) => {
          const refusal = refusalOf(request, order, refunds, shop);
          if (refusal) return refusal;
          const refund = makeRefund(context, request, refunds);
          life.place(order, refund, `api:${method.refundCreate}`);
          part = refund.id;
          return done({ [names.refundCreateAnswer.refundNumber]: refund.id });
        });
        return { outcome, ...(part === undefined ? {} : { part }) };
      });
    },
  });

  const detail = flightMethod(context, {
    name: method.refundDetail,
    root: refundDetailRequest.root,
    read: (request) => ({
      refundId: mandatory(request.id(refundDetailRequest.refundNumber), refundDetailRequest.refundNumber),
    }),
    handle({ refundId }, shop) {
      const found = store.refund(refundId);
      if (found?.order.shop !== shop.id) return refused('orderNotFound', '退票单不存在');
      return done(refundDetail(found.order, found.refund, names));
    },
  });

  const list = flightMethod(context, {
    name: method.refundList,
    root: refundListRequest.root,
    read: (request) => ({ orderId: mandatory(request.id(refundListRequest.orderId), refundListRequest.orderId) }),
    handle({ orderId }, shop) {
      const order = owned(context, orderId, shop);
      if (!order) return unknownOrder();
      const refunds = order.refunds.map((refund) => refundSummary(order, refund, names));
      return done({ [refundListAnswer.refunds]: listed(refundListAnswer.refund, refunds) });
    },
  });

  function judged(
    { orderId, type, ...which }: RefundRequest,
    shop: Shop,
    act: (order: FlightOrder, refunds: readonly CouponRefund[]) => Outcome,
  ): Outcome {
    const order = owned(context, orderId, shop);
    if (!order) return unknownOrder();
    const coupons = judgeRefund(order, which);
    return coupons.kind === 'refused' ? coupons : act(order, refundOf(context, order, type, coupons.coupons));
  }

  /** What only the application checks: the policy, the attachments, and that the fee is the rendered one. */
  function refusalOf(
    request: RefundRequest & {
      readonly fee: number | undefined;
      readonly renderKey: string | undefined;
      readonly attachments: readonly string[];
    },
    order: FlightOrder,
    refunds: readonly CouponRefund[],
    shop: Shop,
  ): Outcome | undefined {
    const { type, fee, attachments } = request;
    const { epidemic, precalculation } = settings.settings();
    if (type === 'EPIDEMIC' && !epidemic)
      return refused('refundRuleChanged', FLIGHT_WORDS.refusalText.refundRuleChanged);
    if (attachments.some((key) => store.file(key)?.shop !== shop.id)) return refused('fileRefused', '附件不存在');
    if (attachments.length === 0 && needsAttachments(order, type, refunds)) {
      return refused('notRefundable', '该类型退票须上传附件');
    }
    const key =
      request.renderKey === undefined
        ? { valid: true, calculated: precalculation }
        : readRenderKey(request.renderKey, { orderId: order.id, type, coupons: refunds }, clock.now().getTime());
    const right = key.calculated ? feeOf(refunds) : undefined;
    return key.valid && fee === right
      ? undefined
      : refused('refundFeeChanged', FLIGHT_WORDS.refusalText.refundFeeChanged);
  }

  function wholeSecond(): number {
    return Math.floor(clock.now().getTime() / 1000) * 1000;
  }

  return [render, create, detail, list];
}

function readRefundRequest(
  request: RequestFields,
  name: FlightNames['refundRenderRequest'] | FlightNames['refundCreateRequest'],
): RefundRequest {
  const number = mandatory(request.integer(name.applyType), name.applyType);
  return {
    orderId: mandatory(request.id(name.orderId), name.orderId),
    type: mandatory(refundType(number), name.applyType),
    passengerIds: idsOf(request, name.passengerIds),
    segmentIds: request.values(name.segmentIds),
  };
}

function refundType(number: number): RefundType | undefined {
  const types = FLIGHT_WORDS.refundApplyType;
  return (['VOLUNTARY', 'SCHEDULE_CHANGE', 'ILLNESS', 'DENIED_BOARDING', 'EPIDEMIC'] as const).find(
    (type) => types[type] === number,
  );
}
