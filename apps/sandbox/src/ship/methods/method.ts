import { WrongArgument, requestObject } from '../../flight/request.ts';
import type { RequestFields } from '../../flight/request.ts';
import { answer } from '../../gateway/method.ts';
import type { Method } from '../../gateway/method.ts';
import { topError } from '../../gateway/top-error.ts';
import type { Shop } from '../../shops.ts';
import type { ShipContext } from '../context.ts';
import type { ReportResult, ShipOrder } from '../order.ts';

/** What came of a report. */
export interface Reported {
  readonly result: ReportResult;
  /** False when it is an earlier report over again, or was refused. */
  readonly changed: boolean;
  /** Ticket that it is about, when it is one. */
  readonly ticketId?: string | undefined;
  /** Fen. */
  readonly amount?: number | undefined;
}

/** A report of the merchant about one of its orders. */
export interface ReportMethod<Values> {
  readonly name: string;
  /** The parameter that holds the request object. */
  readonly root: string;
  /** Reads the request, whose values have the types of the document; throws WrongArgument. */
  readonly read: (request: RequestFields) => Values & { readonly orderId: string };
  readonly handle: (values: Values, order: ShipOrder) => Reported;
}

/** What a report that was taken is answered with. */
export const TAKEN: ReportResult = { success: true, code: '0', text: '成功' };

/** A report that the platform does not take. The codes are assumed: no document lists them. */
export function refused(code: string, text: string): Reported {
  return { result: { success: false, code, text }, changed: false };
}

/** Makes the report a method of the gateway; the ledger has an attempt for each, and an effect for each that changed something. */
export function reportMethod<Values>(
  { ledger, store, names }: ShipContext,
  { name, root, read, handle }: ReportMethod<Values>,
): Method {
  const report = (values: Values & { readonly orderId: string }, shop: Shop): ReportResult => {
    const id = values.orderId;
    const cause = `api:${name}`;
    const row = { shop: shop.id, order: id, what: name, from: null, cause } as const;
    ledger.append({ ...row, kind: 'attempt', subOrder: null, to: null });
    const order = /^\d{1,19}$/.test(id) ? store.order(BigInt(id)) : undefined;
    if (order?.shop !== shop.id) return refused('ORDER_NOT_FOUND', '订单不存在').result;
    const { result, changed, ticketId = null, amount } = handle(values, order);
    if (changed) {
      const money = amount === undefined ? {} : { amount: String(amount) };
      ledger.append({ ...row, kind: 'effect', subOrder: ticketId, to: order.status, ...money });
    }
    return result;
  };
  return {
    name,
    session: 'required',
    prepare({ shop }, parameters) {
      if (!shop) return topError(26);
      try {
        const values = read(requestObject(parameters, root, 'exact'));
        return {
          kind: 'prepared',
          run() {
            const { success, code, text } = report(values, shop);
            const { notifyAnswer } = names;
            return answer({
              [notifyAnswer.success]: success,
              [notifyAnswer.code]: code,
              [notifyAnswer.text]: text,
            });
          },
        };
      } catch (error) {
        if (error instanceof WrongArgument) return error.error;
        throw error;
      }
    },
  };
}
