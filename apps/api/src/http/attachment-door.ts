import type { StoredAttachment } from '@interline/core/hub';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressOf } from './client-address.ts';
import type { HttpLimits } from './limits.ts';
import type { AttachmentStore } from './options.ts';
import { createQuota } from './quota.ts';
import type { Rates } from './rates.ts';
import { readFilePart } from './read-file-part.ts';
import type { FilePart } from './read-file-part.ts';
import { refuse, sendText } from './reply.ts';
import type { Refusal } from './reply.ts';

export const ATTACHMENTS_PATH = '/attachments/';

/** Answers `POST /attachments/<token>`: the file that `prepareAttachment` announced, as its one part. */
export type AnswerAttachment = (request: IncomingMessage, response: ServerResponse, token: string) => Promise<void>;

export interface AttachmentDoorOptions {
  readonly store: AttachmentStore;
  readonly rates: Rates;
  readonly addressOf: AddressOf;
  readonly limits: Pick<HttpLimits, 'uploadsAtOnce'>;
}

/**
 * No bearer token is asked for: the token in the path is sealed by the hub, ends within minutes, and is good
 * for one file. No cookie is read, so a page of another site can do nothing here that it could not do itself.
 */
export function createAttachmentDoor({ store, rates, addressOf, limits }: AttachmentDoorOptions): AnswerAttachment {
  const places = createQuota(limits.uploadsAtOnce);

  async function receive(request: IncomingMessage, token: string): Promise<StoredAttachment | Refusal | null> {
    const wait = await rates.spend(addressOf(request), 'uploads', 1);
    if (wait !== null) return tooMany(wait);
    const refused = store.refusal(token);
    if (refused) return refused;
    const leave = places.take('all');
    if (!leave) return BUSY;
    try {
      const part = await readFilePart(request, store.maximumBytes);
      if (part.kind === 'gone') return null;
      return part.kind === 'file' ? await store.store(token, part.bytes) : refusalOf(part, store.maximumBytes);
    } finally {
      leave();
    }
  }

  return async (request, response, token) => {
    const result = request.method === 'POST' ? await receive(request, token) : METHOD_NOT_ALLOWED;
    if (result === null) return void response.destroy();
    // What has not been read yet never will be.
    if (!request.complete) {
      response.setHeader('connection', 'close');
      response.once('finish', () => request.destroy());
    }
    if ('status' in result) return refuse(request, response, result);
    if (result.kind === 'refused') {
      const { code, message } = result;
      return refuse(request, response, { status: STATUS[code], code: `ATTACHMENT_${code}`, message });
    }
    sendText(
      response,
      201,
      'application/json; charset=utf-8',
      JSON.stringify({ attachment: `attachment_${result.id}` }),
    );
  };
}

/** What the core's refusals are in HTTP. */
const STATUS: Readonly<Record<Extract<StoredAttachment, { kind: 'refused' }>['code'], number>> = {
  TOKEN_INVALID: 404,
  TOKEN_EXPIRED: 410,
  TOO_LARGE: 413,
  WRONG_TYPE: 415,
  WRONG_SIZE: 400,
  ALREADY_UPLOADED: 409,
};

const METHOD_NOT_ALLOWED: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'Send the file by POST, as multipart/form-data. A file cannot be read back.',
  headers: { allow: 'POST' },
};

const BUSY: Refusal = {
  status: 503,
  code: 'UNAVAILABLE',
  message: 'Too many files are on their way in. Try again in a few seconds.',
  headers: { 'retry-after': '3' },
};

function tooMany(wait: number): Refusal {
  return {
    status: 429,
    code: 'RATE_LIMITED',
    message: `This address has used up its uploads of this minute. Try again in ${wait} s.`,
    headers: { 'retry-after': String(wait) },
    extensions: { retryAfterSeconds: wait },
  };
}

function refusalOf({ kind }: Exclude<FilePart, { kind: 'file' | 'gone' }>, limit: number): Refusal {
  switch (kind) {
    case 'not-multipart':
      return {
        status: 415,
        code: 'UNSUPPORTED_MEDIA_TYPE',
        message: 'Send the file as "content-type: multipart/form-data" with a boundary.',
      };
    case 'malformed':
      return {
        status: 400,
        code: 'MALFORMED_UPLOAD',
        message:
          'The request ends in the middle, or is no multipart/form-data. Nothing was stored; send the file again.',
      };
    case 'not-one-file':
      return {
        status: 400,
        code: 'NOT_ONE_FILE',
        message: 'Send exactly one part with a file name. Each further file needs its own prepareAttachment.',
      };
    case 'too-large':
      return {
        status: 413,
        code: 'ATTACHMENT_TOO_LARGE',
        message: `The file is larger than ${limit} bytes. Make it smaller, and prepare it again with its new size.`,
        extensions: { limit },
      };
  }
}
