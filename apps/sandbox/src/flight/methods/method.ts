import { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import type { FlightNames } from '@interline/adapter-flight/wire';
import { answer } from '../../gateway/method.ts';
import type { Method, MethodResult } from '../../gateway/method.ts';
import type { FilePart } from '../../gateway/read-parameters.ts';
import { refused as refusedByPlatform, timedOut, topError } from '../../gateway/top-error.ts';
import type { AnswerObject } from '../../gateway/value.ts';
import type { LedgerRow } from '../../ledger.ts';
import type { Shop } from '../../shops.ts';
import type { FlightContext } from '../context.ts';
import { requestFields, requestObject, WrongArgument } from '../request.ts';
import type { RequestFields } from '../request.ts';
import { withUnknownStatuses } from '../unknown-status.ts';

/** What a call of the service came to. */
export type Outcome =
  | { readonly kind: 'done'; readonly fields: AnswerObject }
  | { readonly kind: 'refused'; readonly code: keyof typeof FLIGHT_WORDS.errorCode; readonly text: string }
  | { readonly kind: 'timed-out' };

/** A call that succeeded. */
export function done(fields: AnswerObject = {}): Outcome {
  return { kind: 'done', fields };
}

/** A call that the service refused; nothing happened. */
export function refused(code: keyof typeof FLIGHT_WORDS.errorCode, text: string): Outcome & { kind: 'refused' } {
  return { kind: 'refused', code, text };
}

/** An order that the caller does not have. */
export function unknownOrder(): Outcome & { kind: 'refused' } {
  return refused('orderNotFound', '订单不存在');
}

/** One API of the flight channel. */
export interface FlightMethod<Values> {
  readonly name: string;
  /** The parameter that holds the request object; without one the parameters themselves are its fields. */
  readonly root?: string;
  /** Reads the request; throws WrongArgument. */
  readonly read: (request: RequestFields, files: ReadonlyMap<string, FilePart>) => Values;
  readonly handle: (values: Values, shop: Shop) => Outcome;
}

/** Makes the method one of the gateway's. Accounts without a channel are refused as the platform refuses them. */
export function flightMethod<Values>(context: FlightContext, method: FlightMethod<Values>): Method {
  const { names, settings } = context;
  const { name, root } = method;
  const timeout = timedOut(FLIGHT_WORDS.refusalText.timeout);
  return {
    name,
    session: 'required',
    prepare({ shop, files }, parameters) {
      if (!shop) return topError(26);
      try {
        const request =
          root === undefined ? requestFields(Object.fromEntries(parameters)) : requestObject(parameters, root);
        const values = method.read(request, files);
        return {
          kind: 'prepared',
          timedOut: timeout,
          withUnknownStatus: (fields) => withUnknownStatuses(fields, names),
          run(): MethodResult {
            const assigned = shop.channel === 'flight' && settings.settings().channelAssigned;
            const outcome = assigned
              ? method.handle(values, shop)
              : refused('badRequest', FLIGHT_WORDS.refusalText.badRequest);
            if (outcome.kind === 'timed-out') return timeout;
            return outcome.kind === 'done' ? success(outcome.fields, names) : failure(outcome, context);
          },
        };
      } catch (error) {
        if (error instanceof WrongArgument) return error.error;
        throw error;
      }
    },
  };
}

/** A write call as the ledger counts it: an attempt, and an effect when it was done. */
export function recorded(
  { ledger }: FlightContext,
  method: string,
  shop: Shop,
  about: Pick<LedgerRow, 'ownNumber' | 'amount'> & { order?: bigint; part?: bigint },
  act: () => { readonly outcome: Outcome; readonly order?: bigint; readonly part?: bigint },
): Outcome {
  const { order, part, ...rest } = about;
  const row = { shop: shop.id, what: method, from: null, to: null, cause: `api:${method}`, ...rest };
  ledger.append({ ...row, kind: 'attempt', order: idOrNull(order), subOrder: idOrNull(part) });
  const did = act();
  if (did.outcome.kind === 'done') {
    const [whose, which] = [did.order ?? order, did.part ?? part];
    ledger.append({ ...row, kind: 'effect', order: idOrNull(whose), subOrder: idOrNull(which) });
  }
  return did.outcome;
}

function idOrNull(id: bigint | undefined): string | null {
  return id === undefined ? null : String(id);
}

function success(fields: AnswerObject, { outcome }: FlightNames): MethodResult {
  return answer({ ...fields, [outcome.isSuccess]: true });
}

function failure({ code, text }: Outcome & { kind: 'refused' }, { names, settings }: FlightContext): MethodResult {
  const errorCode = FLIGHT_WORDS.errorCode[code];
  if (settings.settings().failuresAsErrors) return refusedByPlatform(errorCode, text);
  const { isSuccess, errorCode: codeName, errorMessage } = names.outcome;
  return answer({ [isSuccess]: false, [codeName]: errorCode, [errorMessage]: text });
}
