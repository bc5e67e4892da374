import { tmcConnectSign } from '@interline/top-client/codec';
import type { TmcFrame } from '@interline/top-client/codec';
import type { Channel } from './channel.ts';
import type { TmcQueue } from './queue.ts';

/** The gateway's window is used here too; the channel's own one is not documented. */
const TIMESTAMP_WINDOW_MS = 10 * 60_000;

/** Whether a CONNECT is accepted, and for which queue. */
export type ConnectCheck =
  | { readonly kind: 'accepted'; readonly queue: TmcQueue }
  | { readonly kind: 'refused'; readonly code: number; readonly phrase: string };

/** Checks app key, group, timestamp and sign of a CONNECT. The code numbers are assumed: no document gives them. */
export function checkConnect(
  frame: TmcFrame,
  channelOf: (appKey: string) => Channel | undefined,
  now: number,
): ConnectCheck {
  const appKey = text(frame, 'app_key');
  const group = text(frame, 'group_name');
  const timestamp = text(frame, 'timestamp');
  const channel = channelOf(appKey);
  if (!channel) return refuse(29, `Invalid App Key: ${appKey}`);
  if (!/^\d{1,15}$/.test(timestamp) || Math.abs(Number(timestamp) - now) > TIMESTAMP_WINDOW_MS) {
    return refuse(31, 'Invalid Timestamp: epoch milliseconds within 10 minutes');
  }
  if (text(frame, 'sign').toUpperCase() !== tmcConnectSign(appKey, channel.app.secret, group, Number(timestamp))) {
    return refuse(25, 'Invalid Signature');
  }
  const queue = channel.group(group);
  return queue ? { kind: 'accepted', queue } : refuse(41, `group ${group} does not exist`);
}

function refuse(code: number, phrase: string): ConnectCheck {
  return { kind: 'refused', code, phrase };
}

function text(frame: TmcFrame, name: string): string {
  const value = frame.values.get(name);
  return value?.format === 'string' ? value.value : '';
}
