import type { Attachment, SendOutcome, ShopContext } from '@interline/core';

import type { FlightConnection } from '../connection.ts';
import { orderId } from '../order-id.ts';
import { collectAnomalies } from '../reading/anomalies.ts';
import { record } from '../reading/reader.ts';
import { text } from '../reading/values.ts';
import { sendWrite } from '../send-write.ts';

/** Pause before an upload whose answer was lost is repeated. */
const PAUSE_MS = 2_000;

/**
 * Uploads files for a special refund (alitrip.flight.service.upload), in order. A file alone has no effect, so one
 * whose answer was lost is uploaded again; the channel keeps one that nothing names.
 *
 * @returns the channel's keys of the files, or what became of the sending when one was not taken
 */
export async function uploadAll(
  context: ShopContext<FlightConnection>,
  orderReference: string,
  attachments: readonly Attachment[],
): Promise<{ readonly keys: readonly string[] } | { readonly outcome: SendOutcome }> {
  const keys: string[] = [];
  for (const attachment of attachments) {
    const uploaded = await upload(context, orderReference, attachment);
    if ('outcome' in uploaded) return uploaded;
    keys.push(uploaded.key);
  }
  return { keys };
}

async function upload(
  context: ShopContext<FlightConnection>,
  orderReference: string,
  { name, type, bytes }: Attachment,
): Promise<{ readonly key: string } | { readonly outcome: SendOutcome }> {
  const { names } = context.connection;
  const { uploadRequest: field } = names;
  const method = names.method.upload;
  const answer = record(names.uploadAnswer, { fileKey: text });
  let key: string | undefined;
  const parameters = { [field.orderId]: orderId(orderReference), [field.fileName]: name };
  const files = { [field.file]: { name, type, bytes } };
  const outcome = await sendWrite(context, { method, parameters, files }, (data) => {
    key = answer(data, { path: method, anomalies: collectAnomalies(), isPersonal: false })?.fileKey;
    return key === undefined
      ? {
          outcome: 'failed',
          code: 'UPLOAD_UNREADABLE',
          message: `${method}: the answer names no file; ask the channel.`,
        }
      : { outcome: 'succeeded', result: {} };
  });
  if (key !== undefined) return { key };
  return { outcome: outcome.outcome === 'unknown' ? { outcome: 'throttled', retryAfterMs: PAUSE_MS } : outcome };
}
