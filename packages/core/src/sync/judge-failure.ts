import { ChannelError } from '../contract/channel-error.ts';
import type { Random } from '../random.ts';
import type { ClaimedTask } from './claim.ts';

/** What to do with an order that could not be fetched or applied. */
export type Verdict =
  /** Not the order's fault: it waits, and the try does not count. */
  | { readonly kind: 'wait'; readonly delayMs: number; readonly reason: string }
  /** The shop must not be called; its orders wait for it. */
  | { readonly kind: 'park'; readonly code: string; readonly reason: string }
  | { readonly kind: 'retry'; readonly delayMs: number; readonly reason: string }
  | { readonly kind: 'dead'; readonly code: string; readonly reason: string };

const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 5 * 60_000;
const DEFAULT_THROTTLE_MS = 1_000;

/**
 * Decides by the kind of error. Anything but a {@link ChannelError} is a fault of the adapter or the
 * hub; it is tried again like an unreadable answer, because the next answer may be another.
 *
 * Back-off doubles from 1 s to 5 min; chance takes up to half of it away, so that orders that failed
 * together do not come back together.
 *
 * @param maxTries after as many failed tries the order becomes a dead letter
 */
export function judgeFailure(error: unknown, task: ClaimedTask, maxTries: number, random: Random): Verdict {
  if (error instanceof ChannelError) {
    const { code, message: reason } = error;
    if (error.kind === 'throttled') {
      const asked = error.retryAfterMs ?? DEFAULT_THROTTLE_MS;
      return { kind: 'wait', delayMs: Math.ceil(asked * (1 + random() / 4)), reason };
    }
    if (error.kind === 'session' || error.kind === 'permission') return { kind: 'park', code, reason };
    if (error.kind === 'not-found' || error.kind === 'invalid') return { kind: 'dead', code: error.kind, reason };
    return retryOrBury(task, maxTries, random, error.kind, reason);
  }
  const name = error instanceof Error ? error.name : typeof error;
  const reason = `The hub failed on order ${task.reference} with ${name}. The log has the place; replay it once that is mended.`;
  return retryOrBury(task, maxTries, random, 'fault', reason);
}

function retryOrBury(task: ClaimedTask, maxTries: number, random: Random, code: string, reason: string): Verdict {
  if (task.tries + 1 >= maxTries) return { kind: 'dead', code, reason };
  const backOff = Math.min(FIRST_BACK_OFF_MS * 2 ** task.tries, LONGEST_BACK_OFF_MS);
  return { kind: 'retry', delayMs: Math.ceil(backOff * (1 - random() / 2)), reason };
}
