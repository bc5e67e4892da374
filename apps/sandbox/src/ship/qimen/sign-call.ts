import { formatTopTime, signInboundCall } from '@interline/top-client/codec';
import { shopById } from '../../shops.ts';
import type { ShipContext } from '../context.ts';
import type { ShipOrder } from '../order.ts';
import type { QimenMethod } from './caller.ts';
import { encodeCall } from './encode.ts';
import type { CallFields } from './fields.ts';
import type { SignedRequest } from './send.ts';

/** How a call is signed otherwise than it should be. */
export interface Signing {
  readonly secret?: string;
  /** It has no sign at all. */
  readonly unsigned?: boolean;
  /** Its time lies this far back; ahead when it is negative. */
  readonly secondsAgo?: number;
}

/** Signs calls; undefined where the settings name nobody to call. */
export type CallSigner = (
  order: ShipOrder,
  method: QimenMethod,
  fields: CallFields,
  how?: Signing,
) => SignedRequest | undefined;

/**
 * Headers of a call that are signed too: one whose value is URL-encoded, and one that is listed and not sent, which
 * counts as empty. That there are any follows from the check of `SpiUtils`; which, no document says.
 */
const SIGNED_HEADERS = {
  'top-sign-list': 'x-sandbox-channel,x-sandbox-absent',
  'x-sandbox-channel': encodeURIComponent('飞猪 船票'),
};

/** Times that are remembered so that no call is signed twice with the same one. */
const TIMES_KEPT = 1000;

/** A signer whose calls all differ: a repeat within the second has the time of the next one. */
export function createCallSigner({
  clock,
  names,
  settings,
  shops,
}: Pick<ShipContext, 'clock' | 'names' | 'settings' | 'shops'>): CallSigner {
  const lastSeconds = new Map<string, number>();

  const nextTime = (about: string): Date => {
    const now = Math.floor(clock.now().getTime() / 1000);
    if (lastSeconds.size >= TIMES_KEPT) {
      for (const [old, second] of lastSeconds) if (second < now) lastSeconds.delete(old);
    }
    const second = Math.max(now, (lastSeconds.get(about) ?? 0) + 1);
    lastSeconds.set(about, second);
    return new Date(second * 1000);
  };

  return (order, method, fields, { secret, unsigned = false, secondsAgo } = {}) => {
    const { target, answers, signMethod, ...form } = settings.settings();
    if (target === null) return undefined;
    const { app, sellerId } = shopById(shops, order.shop);
    const { contentType, body } = encodeCall(fields, form, names);
    const time =
      secondsAgo === undefined
        ? nextTime(`${order.id} ${method}`)
        : new Date(clock.now().getTime() - secondsAgo * 1000);
    const query = new URLSearchParams({
      [names.call.method]: names.method[method],
      [names.call.appKey]: app.key,
      [names.call.timestamp]: formatTopTime(time),
      [names.call.format]: answers,
      [names.call.version]: '2.0',
      [names.call.signMethod]: signMethod,
      // Empty values are signed, other than in what goes to the gateway.
      [names.call.partner]: '',
    });
    const headers = { 'content-type': contentType, ...SIGNED_HEADERS };
    const call = { query: query.toString(), headers, body: Buffer.from(body) };
    if (!unsigned) query.set(names.call.sign, signInboundCall(call, secret ?? app.secret));
    const url = target.replaceAll(/\{shop\}|%7Bshop%7D/gi, String(sellerId));
    return { url: `${url}?${query}`, headers, body };
  };
}
