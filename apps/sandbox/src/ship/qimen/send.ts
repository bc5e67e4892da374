import { Readable } from 'node:stream';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../clock.ts';

/** A request as it goes over the wire. */
export interface SignedRequest {
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** When the connection is closed: with half of the request sent, with all of it sent, or with the answer on its way. */
export type CutWhen = 'sending' | 'sent' | 'answered';

/** What came back: an answer, or why there is none. */
export type Sent = { readonly status: number; readonly text: string } | { readonly problem: string };

/** Sends a request once. Every way that it can end is a value. */
export async function send(
  { url, headers, body }: SignedRequest,
  { dispatcher, clock, waitMs, cut }: { dispatcher: Dispatcher; clock: Clock; waitMs: number; cut?: CutWhen },
): Promise<Sent> {
  const over = new AbortController();
  const cancel = clock.schedule(waitMs, () => over.abort());
  const bytes = Buffer.from(body);
  try {
    const answered = await request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(bytes.length) },
      body: cut === 'sending' || cut === 'sent' ? Readable.from(thenAbort(partOf(bytes, cut), over)) : bytes,
      dispatcher,
      signal: over.signal,
    });
    if (cut === 'answered') {
      over.abort();
      answered.body.destroy();
      return { problem: 'the connection was cut before the answer was read' };
    }
    return { status: answered.statusCode, text: await answered.body.text() };
  } catch (error) {
    if (cut === 'sending') return { problem: 'the connection was cut with half of the request sent' };
    if (cut === 'sent') return { problem: 'the connection was cut with the request sent' };
    if (over.signal.aborted) return { problem: `no answer within ${waitMs} ms` };
    return { problem: error instanceof Error ? error.message : String(error) };
  } finally {
    cancel();
  }
}

function partOf(bytes: Buffer, cut: 'sending' | 'sent'): Buffer {
  return cut === 'sent' ? bytes : bytes.subarray(0, bytes.length / 2);
}

/** The bytes, and the end of the connection once they are written. */
async function* thenAbort(bytes: Buffer, over: AbortController): AsyncGenerator<Buffer> {
  yield bytes;
  setImmediate(() => over.abort());
}
