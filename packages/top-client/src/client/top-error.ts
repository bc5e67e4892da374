/**
 * What a failed call means for the caller:
 * - `throttled`: flow control; nothing was done. Wait `retryAfterMs`, then repeat.
 * - `session`: the seller's session is missing, expired or not the app's. Authorise again; repeating does not help.
 * - `permission`: the app or user lacks a right, or the address is not on the white list. A person must act.
 * - `argument`: the request is wrong. Correct it.
 * - `refused`: the business behind the gateway said no. Show the reason.
 * - `transient`: it failed before it could have an effect (on a read: it failed). Repeating may help.
 * - `unknown-outcome`: a write that may or may not have happened. Query before anything else.
 *
 * On a write every kind but `unknown-outcome` means that nothing was done.
 */
export type TopErrorKind =
  | 'throttled'
  | 'session'
  | 'permission'
  | 'argument'
  | 'refused'
  | 'transient'
  | 'unknown-outcome';

/** `subCode` of an answer that could not be read: cut off, no JSON, or without the content it should have. */
export const UNREADABLE_ANSWER = 'UNREADABLE_ANSWER';

/** What a {@link TopError} is made of. No field holds a secret or the value of a parameter. */
export interface TopErrorFields {
  readonly kind: TopErrorKind;
  /** API name, for example `alitrip.travel.trade.query`. */
  readonly method: string;
  /** What went wrong, in one clause. */
  readonly what: string;
  /** What to do about it, in one sentence; the kind's own advice when left out. */
  readonly remedy?: string | undefined;
  readonly code?: number | undefined;
  readonly subCode?: string | undefined;
  readonly subMessage?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** The one error of this package: a call that did not give the answer it asked for. */
export class TopError extends Error {
  override readonly name = 'TopError';
  /** What the failure means for the caller. */
  readonly kind: TopErrorKind;
  /** API name. */
  readonly method: string;
  /** Platform error code. */
  readonly code: number | undefined;
  /** `sub_code` of the answer, for example `isv.invalid-parameter:order_id`, or {@link UNREADABLE_ANSWER}. */
  readonly subCode: string | undefined;
  /** `sub_msg` of the answer, parameter values removed. */
  readonly subMessage: string | undefined;
  /** The gateway's id of the request, for its support. */
  readonly requestId: string | undefined;
  /** How long to wait before the next call, in milliseconds, where the platform said so. */
  readonly retryAfterMs: number | undefined;

  constructor(fields: TopErrorFields) {
    super(`${fields.method}: ${fields.what}. ${fields.remedy ?? REMEDIES[fields.kind]}`);
    this.kind = fields.kind;
    this.method = fields.method;
    this.code = fields.code;
    this.subCode = fields.subCode;
    this.subMessage = fields.subMessage;
    this.requestId = fields.requestId;
    this.retryAfterMs = fields.retryAfterMs;
  }

  /** The error as plain data for logs and stores; it never holds a secret. */
  toJSON(): Record<string, unknown> {
    const { name, message, kind, method, code, subCode, subMessage, requestId, retryAfterMs } = this;
    return { name, message, kind, method, code, subCode, subMessage, requestId, retryAfterMs };
  }
}

const REMEDIES: Record<TopErrorKind, string> = {
  throttled: 'Wait, then repeat the call.',
  session: 'The seller must authorise the app again.',
  permission: 'Check the rights of the app and of the seller in the console of the Taobao Open Platform.',
  argument: 'Correct the request.',
  refused: 'Nothing was done.',
  transient: 'Nothing was done; repeating the call may help.',
  'unknown-outcome': 'The write may have happened: query the state before repeating it.',
};
