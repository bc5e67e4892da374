import { REQUEST_ID } from '@interline/top-client/codec';

import { list, passedOver, record, value } from '../reading/reader.ts';
import type { Read } from '../reading/reader.ts';
import { flag, id, text, time, yuan } from '../reading/values.ts';
import type { FlightNames } from '../wire.ts';

/** An amount, and how the channel wrote it. */
const quotedYuan = value((given, place) => {
  const fen = yuan(given, place);
  return fen === undefined ? undefined : { fen, written: String(given) };
});

/** The reader of what the rendering of a refund answers. */
export function renderedReader(names: FlightNames) {
  return record(
    { ...names.refundRenderAnswer, ...names.outcome, requestId: REQUEST_ID },
    {
      calculated: flag,
      fee: quotedYuan,
      amount: yuan,
      renderKey: text,
      expiresAt: time,
      lines: list(record(names.refundLine, { passengerId: id, segmentId: text, fee: yuan, amount: yuan })),
      isSuccess: passedOver,
      errorCode: passedOver,
      errorMessage: passedOver,
      requestId: passedOver,
    },
  );
}

/** A rendered refund as the channel sent it. */
export type WireRendered = Read<ReturnType<typeof renderedReader>>;
