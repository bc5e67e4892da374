import { FormData } from 'undici';

import { encodeParameter } from '../codec/parameters.ts';
import type { TopValue } from '../codec/parameters.ts';
import { sign } from '../codec/sign.ts';
import type { SignMethod } from '../codec/digest.ts';
import { formatTopTime } from '../codec/time.ts';

/** A `byte[]` parameter. */
export interface TopFile {
  /** File name, sent with the part. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Media type, for example `image/png`. */
  readonly type: string;
}

/** What identifies the app to the gateway. */
export interface AppCredentials {
  readonly appKey: string;
  readonly appSecret: string;
}

/** One call before it is put on the wire. */
export interface CallRequest {
  readonly method: string;
  readonly parameters: Readonly<Record<string, TopValue>>;
  readonly session?: string | undefined;
  readonly simplify?: boolean | undefined;
  readonly files?: Readonly<Record<string, TopFile>> | undefined;
}

/** One call as it is sent. */
export interface SignedRequest {
  readonly body: string | FormData;
  /** The sign, to be kept out of texts. */
  readonly sign: string;
  /** The application parameters as sent, to be kept out of texts. */
  readonly values: readonly string[];
}

/**
 * Encodes and signs a call: urlencoded, or multipart when it has files, which stay outside the sign
 * (TOP article 101617).
 *
 * @throws TypeError when a parameter has the name of a system parameter or cannot be encoded.
 */
export function signedRequest(
  call: CallRequest,
  app: AppCredentials,
  signMethod: SignMethod,
  now: Date,
): SignedRequest {
  const application = encodeParameters(call);
  const fields = new Map([
    ['method', call.method],
    ['app_key', app.appKey],
    ['timestamp', formatTopTime(now)],
    ['v', '2.0'],
    ['format', 'json'],
    ['sign_method', signMethod],
    ...(call.session ? [['session', call.session] as const] : []),
    ...(call.simplify ? [['simplify', 'true'] as const] : []),
    ...application,
  ]);
  const signature = sign(fields, app.appSecret, signMethod);
  fields.set('sign', signature);
  const files = Object.entries(call.files ?? {});
  return {
    body: files.length === 0 ? new URLSearchParams([...fields]).toString() : multipart(fields, files),
    sign: signature,
    values: application.map(([, value]) => value),
  };
}

const SYSTEM_PARAMETERS = new Set([
  'method',
  'app_key',
  'session',
  'timestamp',
  'v',
  'sign_method',
  'sign',
  'format',
  'simplify',
  'partner_id',
  'target_app_key',
]);

function encodeParameters(call: CallRequest): [string, string][] {
  const application: [string, string][] = [];
  for (const [name, value] of Object.entries(call.parameters)) {
    if (SYSTEM_PARAMETERS.has(name))
      throw new TypeError(`${call.method}: ${name} is set by the client, not by the caller`);
    const text = encodeParameter(value);
    if (text !== undefined) application.push([name, text]);
  }
  return application;
}

function multipart(fields: Iterable<[string, string]>, files: [string, TopFile][]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.set(name, value);
  for (const [name, file] of files) form.set(name, new File([file.bytes], file.name, { type: file.type }));
  return form;
}
