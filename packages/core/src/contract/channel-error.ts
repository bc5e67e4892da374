/** What kind of trouble a channel is in; decides what the hub does next. */
export type ChannelErrorKind =
  /** Try again after `retryAfterMs`. */
  | 'throttled'
  /** The shop must authorise (again): park the shop, not the order. */
  | 'session'
  /** The app or the shop lacks a right (IP white list, API permission): park the shop, tell a person. */
  | 'permission'
  /** The order is not on the channel, or is not this shop's. Dead letter. */
  | 'not-found'
  /** The request can never succeed as it is. Dead letter. */
  | 'invalid'
  /** The answer could not be read. Retried, then dead letter. */
  | 'unreadable'
  /** Network or upstream trouble that passes. Retried with back-off. */
  | 'transient';

/** The one error that an adapter's reading calls throw on purpose. */
export class ChannelError extends Error {
  readonly kind: ChannelErrorKind;
  /** Upstream's own code, for example `isv.rights-invalid:VIEW_NOT_PERMIT`. */
  readonly code: string;
  /** How long to wait, in milliseconds, when upstream says so. */
  readonly retryAfterMs: number | null;

  /** @param message what happened, where, and what to do; never a secret or a personal fact */
  constructor(
    kind: ChannelErrorKind,
    code: string,
    message: string,
    options: { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ChannelError';
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** A message that cannot be read at all. It becomes a dead letter at once; no retry can mend it. */
export class UnreadableMessage extends Error {
  /** @param message names the field, what was expected and what was found */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnreadableMessage';
  }
}
