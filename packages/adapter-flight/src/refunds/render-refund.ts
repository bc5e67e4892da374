import type { PricedQuote, PriceOutcome, ShopContext } from '@interline/core';
import { ChannelError } from '@interline/core';

import { callFlight } from '../call.ts';
import { channelTrouble } from '../channel-trouble.ts';
import type { FlightConnection } from '../connection.ts';
import { CURRENCY } from '../currency.ts';
import { orderId } from '../order-id.ts';
import { collectAnomalies } from '../reading/anomalies.ts';
import { FlightRefusal } from '../refusals.ts';
import { FLIGHT_WORDS } from '../wire.ts';
import type { RefundReason } from './refund-input.ts';
import type { RefundScope } from './refund-scope.ts';
import { writeTerms } from './refund-terms.ts';
import { renderedReader } from './rendered.ts';
import type { WireRendered } from './rendered.ts';

/** What is to be priced, with every default filled in. */
export interface RefundRequest extends RefundScope {
  readonly orderReference: string;
  readonly reason: RefundReason;
  /** Refunds that the order has already. */
  readonly known: readonly string[];
}

/**
 * How long a price is taken to hold that does not say it, in milliseconds. Fees step up as the departure comes near,
 * and the application is refused anyway when the fee has moved.
 */
const DEFAULT_LIFE_MS = 10 * 60_000;

/**
 * Asks what a refund would cost (alitrip.flight.refund.render).
 * @throws ChannelError
 */
export async function renderRefund(
  context: ShopContext<FlightConnection>,
  request: RefundRequest,
): Promise<PriceOutcome> {
  const { names } = context.connection;
  const { root, ...field } = names.refundRenderRequest;
  const { orderReference, reason, passengers, segments } = request;
  const method = names.method.refundRender;
  try {
    const parameters = {
      [field.orderId]: orderId(orderReference),
      [field.applyType]: FLIGHT_WORDS.refundApplyType[reason],
      [field.passengerIds]: passengers.map(orderId),
      [field.segmentIds]: segments,
    };
    const { data } = await callFlight(context, method, { [root]: parameters }, 'read');
    const place = { path: method, anomalies: collectAnomalies(), isPersonal: false };
    const rendered = renderedReader(names)(data, place) ?? {};
    return { outcome: 'priced', quote: quoteOf(rendered, request, context.services.clock.now()) };
  } catch (error) {
    if (error instanceof FlightRefusal && error.channelErrorKind === 'invalid') {
      return { outcome: 'refused', code: error.code, message: error.message };
    }
    throw channelTrouble(error, `the refund of order ${orderReference}`);
  }
}

function quoteOf(rendered: WireRendered, request: RefundRequest, now: Date): PricedQuote {
  const { calculated = true, fee, amount, renderKey, expiresAt, lines } = rendered;
  const { reason, passengers, segments, known } = request;
  if (calculated && fee === undefined) throw feeMissing(request);
  const isHeld = expiresAt !== undefined && expiresAt > now;
  return {
    kind: 'REFUND',
    precalculated: calculated,
    fee: calculated ? (fee?.fen ?? null) : null,
    amount: calculated ? (amount ?? null) : null,
    currency: CURRENCY,
    expiresAt: isHeld ? expiresAt : new Date(now.getTime() + DEFAULT_LIFE_MS),
    lines: calculated ? (lines ?? []).map(lineOf) : [],
    changeReference: null,
    terms: writeTerms({
      reason,
      passengers: [...passengers],
      segments: [...segments],
      fee: calculated ? (fee?.written ?? null) : null,
      renderKey: renderKey ?? null,
      known: [...known],
    }),
  };
}

function lineOf({ passengerId, segmentId, fee, amount }: NonNullable<WireRendered['lines']>[number]) {
  return { itemReference: passengerId ?? null, segment: segmentId ?? null, fee: fee ?? null, amount: amount ?? null };
}

/** To apply with a fee that was not rendered, or with none, would be a guess about money. */
function feeMissing({ orderReference }: RefundRequest): ChannelError {
  return new ChannelError(
    'unreadable',
    'FEE_MISSING',
    `The refund of order ${orderReference}: the channel says that it calculated the fee, and does not say which. Ask again.`,
  );
}
