import { nextEvent, nextTail } from './frame.ts';

/** One result of a subscription, ready for every subscriber of its group. */
export interface Emission {
  /** The place in the feed right after the event; null when the source has no places. */
  readonly cursor: string | null;
  /** For WebSockets: what follows the operation's id. Made when first asked for. */
  tail(): Buffer;
  /** For event streams. Made when first asked for. */
  chunk(): Buffer;
  /** Lets go of both; whoever asks again has them made again. */
  forgetFrames(): void;
}

/**
 * @param event what the subscription's source gave; its `cursor` is its place
 * @param text the result as JSON
 */
export function openEmission(event: unknown, text: string): Emission {
  const cursor =
    typeof event === 'object' && event && 'cursor' in event && typeof event.cursor === 'string' ? event.cursor : null;
  let tail: Buffer | undefined;
  let chunk: Buffer | undefined;
  return {
    cursor,
    tail: () => (tail ??= nextTail(text)),
    chunk: () => (chunk ??= nextEvent(text)),
    forgetFrames() {
      tail = undefined;
      chunk = undefined;
    },
  };
}
