import type {
  CommandAttempt,
  CommandDefinition,
  OrderSnapshot,
  SendOutcome,
  SettleOutcome,
  ShopContext,
  Succeeded,
} from '@interline/core';
import { ChannelError } from '@interline/core';

import type { FlightConnection } from '../connection.ts';
import { fetchOrder } from '../fetch-order.ts';
import { lookFirst } from '../look-first.ts';
import { changeStatus } from '../mapping/statuses.ts';
import type { WireChange } from '../mapping/wire-order.ts';
import { orderId } from '../order-id.ts';
import { outChangeNumber } from '../own-number.ts';
import { collectAnomalies } from '../reading/anomalies.ts';
import { record } from '../reading/reader.ts';
import { id } from '../reading/values.ts';
import { sendWrite } from '../send-write.ts';
import { RequestChangeInput } from './change-input.ts';
import { changeScope } from './change-scope.ts';
import { mayChange } from './may-change.ts';
import { isOpen, ownChanges, tooMany } from './own-changes.ts';
import type { OwnChange } from './own-changes.ts';
import { priceChange } from './price-change.ts';
import { readChanges } from './read-changes.ts';

type Context = ShopContext<FlightConnection>;

/** Longer than a call may take here and at the gateway, which cuts its backend off after five seconds. */
const SETTLE_WINDOW_MS = 60_000;

/** Requests a change (alitrip.flight.change.order.create); when it is possible, a seat is held until it is paid. */
export const requestChange: CommandDefinition<RequestChangeInput, FlightConnection> = {
  label: 'Request a change',
  input: RequestChangeInput,
  subject: ({ orderReference, itemReferences }) => ({
    kind: 'order',
    reference: orderReference,
    itemReference: itemReferences?.length === 1 ? (itemReferences[0] ?? null) : null,
  }),
  allowed: mayChange,
  check(input, { order, now }) {
    const scope = order === null ? undefined : changeScope(order, input, now);
    return scope !== undefined && 'refused' in scope ? scope.refused : { allowed: true };
  },
  send,
  settle,
  settleWindowMs: SETTLE_WINDOW_MS,
  whenAbsent: 'resend',
};

async function send(context: Context, input: RequestChangeInput, attempt: CommandAttempt): Promise<SendOutcome> {
  // Whose tickets, and in which cabin they are, is the channel's to say when the caller does not.
  const look = await lookFirst(() => fetchOrder(context, input.orderReference));
  if ('outcome' in look) return look.outcome;
  const scope = changeScope(look.found, input, context.services.clock.now());
  const outcome: SendOutcome =
    'refused' in scope ? failed(scope.refused) : await create(context, input, attempt, look.found, scope.passengers);
  if (outcome.outcome === 'succeeded')
    return priced(context, input, attempt, String(outcome.result['changeReference']));
  // A refusal may be the echo of an effect that landed before.
  if (outcome.outcome !== 'failed' || (attempt.number === 1 && outcome.code !== 'OUT_NUMBER_USED')) return outcome;
  const found = await settle(context, input, attempt);
  return found.outcome === 'succeeded' ? found : outcome;
}

function create(
  context: Context,
  input: RequestChangeInput,
  attempt: CommandAttempt,
  order: OrderSnapshot,
  passengers: readonly string[],
): Promise<SendOutcome> {
  const { names } = context.connection;
  const { root, ...field } = names.changeCreateRequest;
  const target = names.changeTarget;
  const method = names.method.changeCreate;
  const request = {
    [field.orderId]: orderId(input.orderReference),
    [field.outChangeNumber]: outChangeNumber(context.shop.id, attempt.idempotencyKey),
    [field.passengerIds]: passengers.map(orderId),
    [field.segments]: input.segments.map((wish) => {
      const cabin = wish.cabin ?? cabinOf(order, passengers, wish.segment);
      return {
        [target.segmentId]: wish.segment,
        [target.flightNumber]: wish.flightNumber,
        [target.depAirport]: wish.departureAirport,
        [target.arrAirport]: wish.arrivalAirport,
        [target.depTime]: new Date(wish.departure),
        ...(cabin === null ? {} : { [target.cabin]: cabin }),
      };
    }),
  };
  const answer = record(names.changeCreateAnswer, { changeNumber: id });
  return sendWrite(context, { method, parameters: { [root]: request } }, (data) => {
    const { changeNumber } = answer(data, { path: method, anomalies: collectAnomalies(), isPersonal: false }) ?? {};
    return changeNumber === undefined
      ? { outcome: 'unknown', message: `${method}: the answer does not name the change.` }
      : { outcome: 'succeeded', result: { changeReference: changeNumber } };
  });
}

/** The booking class that the passengers hold on a segment; null when it is not the same, or not told. */
function cabinOf({ items }: OrderSnapshot, passengers: readonly string[], segment: string): string | null {
  const held = items
    .filter(({ reference }) => passengers.includes(reference))
    .flatMap(({ detail }) => (Array.isArray(detail['cabins']) ? detail['cabins'] : []))
    .filter((cabin) => cabin.segment === segment);
  const classes = new Set(held.map(({ cabin }) => cabin));
  const [only] = classes;
  return classes.size === 1 && typeof only === 'string' ? only : null;
}

/** The price with it, when the channel has it already. It is asked for only to spare the caller the question. */
async function priced(
  context: Context,
  input: RequestChangeInput,
  attempt: CommandAttempt,
  changeReference: string,
): Promise<SendOutcome> {
  try {
    const changes = await readChanges(context, input.orderReference, null);
    const others = ownChanges(context, input, attempt, changes).filter((own) => own.reference !== changeReference);
    const change = changes.find(({ changeNumber }) => changeNumber === changeReference);
    return done(context, changeReference, change, others);
  } catch (error) {
    if (error instanceof ChannelError) return { outcome: 'succeeded', result: { changeReference } };
    throw error;
  }
}

/** A change that the channel closed at once was made and came to nothing: the seats were never held. */
function done(
  { services }: Context,
  changeReference: string,
  change: WireChange | undefined,
  others: readonly OwnChange[],
): Succeeded | Extract<SettleOutcome, { outcome: 'failed' }> {
  if (change?.status !== undefined && changeStatus(change.status) === 'CLOSED') {
    const message = `The channel closed change ${changeReference}; the order's changes say why. Request another flight.`;
    return { outcome: 'failed', code: 'CHANGE_CLOSED', message };
  }
  const price = priceChange(change, changeReference, services.clock.now());
  return {
    outcome: 'succeeded',
    result: { changeReference },
    ...tooMany(changeReference, others),
    ...(price.outcome === 'priced' ? { quote: price.quote } : {}),
  };
}

async function settle(context: Context, input: RequestChangeInput, attempt: CommandAttempt): Promise<SettleOutcome> {
  const changes = await readChanges(context, input.orderReference, null);
  const own = ownChanges(context, input, attempt, changes);
  // One that is over came to nothing; if another one holds the seats, that is what the command has made.
  const found = own.find(({ change }) => isOpen(change)) ?? own[0];
  if (found === undefined) return { outcome: 'absent' };
  return done(
    context,
    found.reference,
    found.change,
    own.filter((other) => other !== found),
  );
}

function failed(refused: Extract<ReturnType<typeof changeScope>, { refused: unknown }>['refused']): SendOutcome {
  return 'invalid' in refused
    ? { outcome: 'failed', code: 'NOT_OF_THE_ORDER', message: refused.invalid.map(({ message }) => message).join('; ') }
    : { outcome: 'failed', code: refused.code, message: refused.reason };
}
