import type {
  CommandAttempt,
  CommandDefinition,
  SendOutcome,
  SettleOutcome,
  ShopContext,
  Succeeded,
} from '@interline/core';
import { idText } from '@interline/top-client/codec';

import type { FlightConnection } from '../connection.ts';
import { outOrderNumber } from '../own-number.ts';
import { readOfferFacts } from '../search/offer-facts.ts';
import { sendWrite } from '../send-write.ts';
import { BookInput } from './book-input.ts';
import { bookRequest } from './book-request.ts';
import { checkBooking } from './check-booking.ts';
import { findBooked, ourNumberIs } from './find-booked.ts';
import { lookAgain } from './look-again.ts';

type Context = ShopContext<FlightConnection>;

/** Longer than the channel may still be at work on a booking whose caller was sent away after five seconds. */
const SETTLE_WINDOW_MS = 5 * 60_000;

/**
 * Books an offer (61817). The order carries a number that follows from the idempotency key, by which it is found again
 * when the channel did not answer: a time-out usually means that it was booked (question 7).
 */
export const book: CommandDefinition<BookInput, FlightConnection> = {
  label: 'Book a flight',
  input: BookInput,
  subject: () => ({ kind: 'new-order' }),
  check: checkBooking,
  send,
  settle,
  settleWindowMs: SETTLE_WINDOW_MS,
  whenAbsent: 'resend',
};

async function send(context: Context, input: BookInput, attempt: CommandAttempt): Promise<SendOutcome> {
  if (attempt.number === 1) return sendOnce(context, input, attempt);
  // An earlier attempt may have landed late, after it was taken for absent.
  const looked = await lookAgain(() => settle(context, input, attempt));
  if ('outcome' in looked) return looked.outcome;
  if (looked.found.outcome === 'succeeded') return looked.found;
  const outcome = await sendOnce(context, input, attempt);
  if (outcome.outcome === 'throttled' || outcome.outcome === 'parked') return outcome;
  // A refusal may be the echo of an earlier attempt, and a success its double.
  const after = await lookAgain(() => settle(context, input, attempt));
  if ('found' in after) return after.found.outcome === 'succeeded' ? after.found : outcome;
  return outcome.outcome === 'succeeded' ? outcome : after.outcome;
}

async function settle(context: Context, _input: BookInput, attempt: CommandAttempt): Promise<SettleOutcome> {
  const number = outOrderNumber(context.shop.id, attempt.idempotencyKey);
  const [oldest, ...others] = await findBooked(context, number, attempt.sentAt);
  if (oldest === undefined) return { outcome: 'absent' };
  if (others.length > 0) {
    context.services.logger.error(
      { commandId: attempt.commandId, outOrderNumber: number, order: oldest, others },
      'The channel booked one request several times: close the other orders before they are paid',
    );
  }
  return booked(oldest, number, others);
}

async function sendOnce(context: Context, input: BookInput, attempt: CommandAttempt): Promise<SendOutcome> {
  const { names } = context.connection;
  const number = outOrderNumber(context.shop.id, attempt.idempotencyKey);
  const offer = readOfferFacts(context.openToken(input.offer));
  if (offer === null) {
    return {
      outcome: 'failed',
      code: 'OFFER_UNKNOWN',
      message: 'The key of the offer cannot be opened: search again.',
    };
  }
  const outcome = await sendWrite(
    context,
    { method: names.method.book, parameters: bookRequest(input, offer, number, names) },
    (answer) => {
      const reference = idText(answer[names.bookAnswer.orderId]);
      return reference === undefined ? UNNAMED : booked(reference, number, []);
    },
  );
  // Only this command uses the number: whatever is under it is its own.
  const isUnknown =
    outcome.outcome === 'unknown' || (outcome.outcome === 'failed' && outcome.code === 'OUT_NUMBER_USED');
  return isUnknown ? { outcome: 'unknown', message: `${outcome.message} ${ourNumberIs(number)}` } : outcome;
}

const UNNAMED: SendOutcome = { outcome: 'unknown', message: 'The answer to the booking names no order.' };

function booked(reference: string, number: string, others: readonly string[]): Succeeded {
  const result = { orderReference: reference, outOrderNumber: number };
  if (others.length === 0) return { outcome: 'succeeded', reference, result };
  const message =
    `The channel made several orders of this one booking. ${reference} is the one that counts: ` +
    `close ${others.join(', ')} before anybody pays for it. Where the hub does not have it yet, sync it first.`;
  return { outcome: 'succeeded', reference, message, result: { ...result, alsoBooked: [...others] } };
}
