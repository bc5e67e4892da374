import { REQUEST_ID } from '@interline/top-client/codec';

import { orderReaders } from '../mapping/wire-order.ts';
import { list, passedOver, record, value } from '../reading/reader.ts';
import type { Read } from '../reading/reader.ts';
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
    fares: list(record(names.fare, { passengerType: whole, sellPrice: yuan, buildFee: yuan, oilFee: yuan, tax: yuan })),
    seats: whole,
    rules: text,
    memberRestrict: words,
    memberType: whole,
    memberSubTypes: list(whole),
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
