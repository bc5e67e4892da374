import { sign } from './sign.ts';

/**
 * The `sign` of a TMC CONNECT: upper-case MD5 over app key, group and timestamp, whatever else the frame carries.
 *
 * @param timestampMs epoch milliseconds, the same that go into the frame's `timestamp` as text.
 */
export function tmcConnectSign(appKey: string, secret: string, group: string, timestampMs: number): string {
  return sign({ app_key: appKey, group_name: group, timestamp: String(timestampMs) }, secret, 'md5');
}
