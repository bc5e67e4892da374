import type {
  CommandAttempt,
  CommandDefinition,
  Failed,
  RefundSnapshot,
  SendOutcome,
  SettleOutcome,
  ShopContext,
  Succeeded,
} from '@interline/core';
import { ChannelError } from '@interline/core';

import { uploadAll } from '../attachments/upload.ts';
import type { FlightConnection } from '../connection.ts';
import { fetchOrder } from '../fetch-order.ts';
import { lookFirst } from '../look-first.ts';
import { orderId } from '../order-id.ts';
import { routeSegments, sameNames, textsIn } from '../order-parts.ts';
import { ownEffects } from '../own-effect.ts';
import { outRefundNumber } from '../own-number.ts';
import { collectAnomalies } from '../reading/anomalies.ts';
import { record } from '../reading/reader.ts';
import { id } from '../reading/values.ts';
import { sendWrite } from '../send-write.ts';
import { FLIGHT_WORDS } from '../wire.ts';
import { mayRefund, needsAttachments } from './may-refund.ts';
import { ConfirmRefundInput } from './refund-input.ts';
import { refundScope } from './refund-scope.ts';
import { readTerms } from './refund-terms.ts';
import type { RefundTerms } from './refund-terms.ts';
import { renderRefund } from './render-refund.ts';

type Context = ShopContext<FlightConnection>;

/** Longer than a call may take here and at the gateway, which cuts its backend off after five seconds. */
const SETTLE_WINDOW_MS = 60_000;

/** Applies for a refund at exactly the quoted fee (alitrip.flight.refund.create). */
export const confirmRefund: CommandDefinition<ConfirmRefundInput, FlightConnection> = {
  label: 'Confirm a refund',
  input: ConfirmRefundInput,
  subject: ({ quote }) => ({ kind: 'quote', id: quote, quoteKind: 'REFUND' }),
  allowed: mayRefund,
  attachments: ({ attachments }) => attachments,
  check({ attachments }, { order, quote }) {
    if (order === null || quote === null) return { allowed: true };
    const { reason, passengers, segments } = readTerms(quote);
    const left = refundScope(order, {
      itemReferences: passengers,
      segments: segments.length === 0 ? null : segments,
    });
    if ('refused' in left) return left.refused;
    if (attachments.length > 0 || !needsAttachments(reason, order, segments)) return { allowed: true };
    const message = `a refund for ${reason} is reviewed by staff: attach the documents that prove it`;
    return { invalid: [{ path: 'attachments', message }] };
  },
  send,
  settle,
  settleWindowMs: SETTLE_WINDOW_MS,
  whenAbsent: 'resend',
};

async function send(context: Context, input: ConfirmRefundInput, attempt: CommandAttempt): Promise<SendOutcome> {
  const { reference } = quoteOf(attempt);
  const uploads = await uploadAll(context, reference, await attempt.openAttachments());
  if ('outcome' in uploads) return uploads.outcome;
  const outcome = await create(context, input, attempt, uploads.keys);
  if (outcome.outcome !== 'failed') return outcome;
  // A refusal may be the echo of an effect that landed before.
  if (attempt.number > 1 || outcome.code === 'OUT_NUMBER_USED') {
    const found = await settle(context, input, attempt);
    if (found.outcome === 'succeeded') return found;
  }
  switch (outcome.code) {
    case 'REFUND_FEE_CHANGED':
      return withPriceOfNow(context, attempt, outcome);
    case 'REFUND_RULE_CHANGED':
      return { ...outcome, message: ruleChanged(readTerms(attempt.quote)) };
    case 'NOT_REFUNDABLE':
      return (await whatTookThem(context, attempt)) ?? outcome;
    default:
      return outcome;
  }
}

/** Whether the tickets went another way since the quote was given; undefined when that is not it, or cannot be told. */
async function whatTookThem(context: Context, attempt: CommandAttempt): Promise<Failed | undefined> {
  const { passengers: itemReferences, segments } = readTerms(attempt.quote);
  const look = await lookFirst(() => fetchOrder(context, quoteOf(attempt).reference));
  if ('outcome' in look) return undefined;
  const left = refundScope(look.found, { itemReferences, segments: segments.length === 0 ? null : segments });
  if ('scope' in left || 'invalid' in left.refused) return undefined;
  const { code, reason } = left.refused;
  return { outcome: 'failed', code, message: `Nothing was applied for. ${reason}` };
}

function create(
  context: Context,
  { note }: ConfirmRefundInput,
  attempt: CommandAttempt,
  fileKeys: readonly string[],
): Promise<SendOutcome> {
  const { names } = context.connection;
  const { root, ...field } = names.refundCreateRequest;
  const { reason, passengers, segments, fee, renderKey } = readTerms(attempt.quote);
  const method = names.method.refundCreate;
  const request = {
    [field.orderId]: orderId(quoteOf(attempt).reference),
    [field.outRefundNumber]: outRefundNumber(context.shop.id, attempt.idempotencyKey),
    [field.applyType]: FLIGHT_WORDS.refundApplyType[reason],
    // Empty, not absent: so the channel knows that nobody could calculate it (seed, question 8).
    [field.fee]: fee ?? '',
    ...(renderKey === null ? {} : { [field.renderKey]: renderKey }),
    [field.passengerIds]: passengers.map(orderId),
    [field.segmentIds]: segments,
    ...(note == null ? {} : { [field.reason]: note }),
    ...(fileKeys.length === 0 ? {} : { [field.attachments]: fileKeys }),
  };
  const answer = record(names.refundCreateAnswer, { refundNumber: id });
  return sendWrite(context, { method, parameters: { [root]: request } }, (data) => {
    const { refundNumber } = answer(data, { path: method, anomalies: collectAnomalies(), isPersonal: false }) ?? {};
    return refundNumber === undefined
      ? { outcome: 'unknown', message: `${method}: the answer does not name the refund.` }
      : applied(refundNumber, []);
  });
}

/** The new fee, to be confirmed by whoever pays it: never a blind retry. */
async function withPriceOfNow(context: Context, attempt: CommandAttempt, refusal: Failed): Promise<Failed> {
  const { reference: orderReference } = quoteOf(attempt);
  const { reason, passengers, segments, known } = readTerms(attempt.quote);
  try {
    const answer = await renderRefund(context, { orderReference, reason, passengers, segments, known });
    return answer.outcome === 'priced' ? { ...refusal, quote: answer.quote } : { ...refusal, message: answer.message };
  } catch (error) {
    if (error instanceof ChannelError) return refusal;
    throw error;
  }
}

function ruleChanged({ reason }: RefundTerms): string {
  return reason === 'EPIDEMIC'
    ? 'The airline has published no epidemic policy for these flights. Nothing was applied for: ask for a quote with reason SCHEDULE_CHANGE and confirm it with attachments; staff review them.'
    : `The channel's rules no longer allow a refund for ${reason}. Nothing was applied for: look at the order and ask for a quote with another reason.`;
}

async function settle(context: Context, _input: ConfirmRefundInput, attempt: CommandAttempt): Promise<SettleOutcome> {
  const order = await fetchOrder(context, quoteOf(attempt).reference);
  const { passengers, segments, known } = readTerms(attempt.quote);
  const items = order.items.map(({ reference }) => reference);
  const route = routeSegments(order).map(({ id: segment }) => segment);
  const isSame = ({ detail }: RefundSnapshot) =>
    sameNames(textsIn(detail, 'passengers'), passengers, items) &&
    sameNames(textsIn(detail, 'segments'), segments, route);
  const later = order.refunds
    .filter(({ reference }) => !known.includes(reference))
    .map((refund) => ({ ...refund, ownNumber: numberOf(refund) }));
  const [found, ...others] = ownEffects(
    later,
    {
      ownNumber: outRefundNumber(context.shop.id, attempt.idempotencyKey),
      // What an earlier attempt made is older than this one.
      since: attempt.number === 1 ? attempt.sentAt : null,
      isSame,
    },
    context.services.logger,
  );
  return found === undefined
    ? { outcome: 'absent' }
    : applied(
        found.reference,
        others.map(({ reference }) => reference),
      );
}

function applied(refundReference: string, others: readonly string[]): Succeeded {
  if (others.length === 0) return { outcome: 'succeeded', result: { refundReference } };
  const message =
    `The channel made several refunds of this one application. ${refundReference} is the one that counts: ` +
    `ask the channel to close ${others.join(', ')}.`;
  return { outcome: 'succeeded', message, result: { refundReference, alsoMade: [...others] } };
}

function numberOf({ detail }: RefundSnapshot): string | undefined {
  const number = detail['outRefundNumber'];
  return typeof number === 'string' ? number : undefined;
}

function quoteOf({ quote }: CommandAttempt): NonNullable<CommandAttempt['quote']> {
  if (quote === null) throw new Error('A refund is confirmed by its quote, and none was given.');
  return quote;
}
