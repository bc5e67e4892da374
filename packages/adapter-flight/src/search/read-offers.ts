import { ChannelError } from '@interline/core';
import { REQUEST_ID } from '@interline/top-client/codec';

import { orderReaders } from '../mapping/wire-order.ts';
import { isBlank, list, passedOver, record, value } from '../reading/reader.ts';
import type { Read, Reader } from '../reading/reader.ts';
import { text, time, whole, yuan } from '../reading/values.ts';
import type { FlightNames } from '../wire.ts';

/** The reader of an answer of the search. Amounts are in yuan on the wire and in fen from here on. */
export function offersReader(names: FlightNames) {
  const { route, cabins } = orderReaders(names);
  const offer = record(names.offer, {
    key: text,
    expiresAt: time,
    seller: text,
    route,
    cabins,
    fares: list(
      record(names.fare, { passengerType: whole, sellPrice: price, buildFee: price, oilFee: price, tax: price }),
    ),
    seats: whole,
    rules: text,
    memberRestrict: words,
    memberType: orNull(whole),
    memberSubTypes: orNull(list(orNull(whole))),
  });
  return record(
    { ...names.searchAnswer, ...names.outcome, requestId: REQUEST_ID },
    {
      offers: list(offer),
      isSuccess: passedOver,
      errorCode: passedOver,
      errorMessage: passedOver,
      requestId: passedOver,
    },
  );
}

/** An offer as the channel sent it. */
export type WireOffer = NonNullable<Read<ReturnType<typeof offersReader>>['offers']>[number];

/** No source says in which form the rule for members comes. */
const words = value((given) => (typeof given === 'string' ? given : JSON.stringify(given)));

/** The same; null for what is there and cannot be read, because that is not the same as absent. */
function orNull<Value>(reader: Reader<Value>): Reader<Value | null> {
  return (given, place) => (isBlank(given) ? undefined : (reader(given, place) ?? null));
}

/** Yuan of one offer. An amount that fen cannot hold spoils this offer, and not the others beside it. */
const price = orNull<bigint>((given, place) => {
  try {
    return yuan(given, place);
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    place.anomalies.malformed(place.path, String(given));
    return undefined;
  }
});
