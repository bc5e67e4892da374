import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import busboy from 'busboy';
import { readBody } from '../http/read-body.ts';

/** Largest request body, in bytes. */
const BODY_LIMIT = 12 * 1024 * 1024;

/** A file part of a multipart request. Files are not part of the sign. */
export interface FilePart {
  readonly filename: string;
  readonly bytes: Buffer;
}

/** What a request says, wherever it says it. */
export interface RequestParameters {
  readonly kind: 'parameters';
  /** Query string and body merged; the body wins. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, FilePart>;
  /** Text of a JSON or XML body, which is appended to the signed text; empty for ordinary calls. */
  readonly rawBody: string;
}

/**
 * Reads the parameters of a call from any of the four layouts: urlencoded body, query string, query string and
 * urlencoded body, multipart.
 *
 * @throws BodyTooLarge, or busboy's error for a malformed multipart body.
 */
export async function readParameters(request: IncomingMessage): Promise<RequestParameters> {
  const parameters = new Map(new URL(request.url ?? '/', 'http://sandbox').searchParams);
  const files = new Map<string, FilePart>();
  if (request.method !== 'POST') return { kind: 'parameters', parameters, files, rawBody: '' };

  const contentType = request.headers['content-type'] ?? '';
  const body = await readBody(request, BODY_LIMIT);
  if (contentType.startsWith('multipart/form-data')) {
    await readMultipart(contentType, body, parameters, files);
    return { kind: 'parameters', parameters, files, rawBody: '' };
  }
  if (/^(application\/json|application\/xml|text\/xml)/.test(contentType)) {
    return { kind: 'parameters', parameters, files, rawBody: body.toString() };
  }
  for (const [name, value] of new URLSearchParams(body.toString())) parameters.set(name, value);
  return { kind: 'parameters', parameters, files, rawBody: '' };
}

async function readMultipart(
  contentType: string,
  body: Buffer,
  parameters: Map<string, string>,
  files: Map<string, FilePart>,
): Promise<void> {
  const parser = busboy({
    headers: { 'content-type': contentType },
    defParamCharset: 'utf8',
    limits: { fieldSize: BODY_LIMIT },
  });
  const done = new Promise<void>((resolve, reject) => {
    parser.on('field', (name, value) => parameters.set(name, value));
    parser.on('file', (name, stream, info) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => files.set(name, { filename: info.filename ?? '', bytes: Buffer.concat(chunks) }));
    });
    parser.on('error', reject);
    parser.on('close', resolve);
  });
  Readable.from([body]).pipe(parser);
  await done;
}
