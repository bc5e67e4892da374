import busboy from 'busboy';
import type { IncomingMessage } from 'node:http';

/** What a request held. */
export type FilePart =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  /** The client is gone: nobody is there to be answered. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'not-multipart' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'not-one-file' }
  | { readonly kind: 'too-large' };

/** Room for boundaries, part headers and the few fields that a client may add, in bytes. */
const ENVELOPE_BYTES = 16 * 1024;

/**
 * Reads a multipart/form-data request that must hold exactly one file, into memory. Fields and
 * the file's name are passed over.
 * Stops reading as soon as the answer is clear, so the rest of a request that is too large never comes in.
 * @param limit most bytes of the file
 */
export function readFilePart(request: IncomingMessage, limit: number): Promise<FilePart> {
  const most = limit + ENVELOPE_BYTES;
  if (Number(request.headers['content-length'] ?? 0) > most) return Promise.resolve({ kind: 'too-large' });
  const parser = openParser(request, limit);
  if (!parser) return Promise.resolve({ kind: 'not-multipart' });

  return new Promise((resolve) => {
    let received = 0;
    let bytes: Buffer | undefined;
    const end = (part: FilePart) => {
      request.unpipe(parser);
      request.pause();
      parser.destroy();
      resolve(part);
    };
    parser.on('file', (_field, content) => {
      const chunks: Buffer[] = [];
      content.on('data', (chunk: Buffer) => chunks.push(chunk));
      content.on('limit', () => end({ kind: 'too-large' }));
      content.on('error', () => end({ kind: 'malformed' }));
      content.on('end', () => (bytes = Buffer.concat(chunks)));
    });
    for (const event of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
      parser.on(event, () => end({ kind: 'not-one-file' }));
    // A request that ends before its last boundary comes here, too.
    parser.on('error', () => end({ kind: 'malformed' }));
    parser.on('close', () => end(bytes ? { kind: 'file', bytes } : { kind: 'not-one-file' }));
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > most) end({ kind: 'too-large' });
    });
    request.on('close', () => {
      if (!request.complete) end({ kind: 'gone' });
    });
    request.on('error', () => end({ kind: 'gone' }));
    request.pipe(parser);
  });
}

/** Null when the request is no multipart/form-data with a boundary. */
function openParser({ headers }: IncomingMessage, limit: number): busboy.Busboy | null {
  if (!/^multipart\/form-data\s*;/i.test(headers['content-type'] ?? '')) return null;
  try {
    return busboy({
      headers,
      // Reaching `fileSize` is its "limit", so a file of exactly `limit` bytes must stay below it.
      limits: { files: 1, fileSize: limit + 1, fields: 4, fieldSize: 1_024, parts: 6 },
    });
  } catch {
    return null;
  }
}
