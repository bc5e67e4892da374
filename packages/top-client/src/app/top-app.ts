import { z } from 'zod';

import { createTopClient } from '../client/top-client.ts';
import type { TopClient } from '../client/top-client.ts';
import type { Clock, Random } from '../clock.ts';
import type { Logger } from '../logger.ts';

/** What a merchant writes of an app of the platform; a channel's own configuration extends it. */
export const TopAppFields = z.strictObject({
  /** Router of the gateway, for example `https://eco.taobao.com/router/rest`. */
  gatewayUrl: address('http', 'https'),
  /** Message channel, for example `ws://mc.api.taobao.com/`. Needed for `messages: 'push'`. */
  messageUrl: address('ws', 'wss').optional(),
  /** Key of the app, from the console of the Taobao Open Platform. */
  appKey: z.string().min(1),
  /** Secret of the app. Never logged. */
  appSecret: z.string().min(1),
  /** How requests are signed. */
  signMethod: z.enum(['hmac-sha256', 'hmac', 'md5']).default('hmac-sha256'),
  /** Queue of the app that messages are read from. */
  group: z.string().min(1).max(32).default('default'),
  /** How messages come: pushed over a WebSocket, or pulled by HTTP. Both read the same queue. */
  messages: z.enum(['push', 'pull']).default('push'),
  /** Longest wait for an answer of the gateway, in milliseconds. It cuts its own backend off after five seconds. */
  timeoutMs: z.int().min(1_000).max(30_000).default(15_000),
  /** Calls per second that the app may make to one API. */
  callsPerSecond: z.int().min(1).max(1_000).optional(),
});
/** The same, with its defaults filled in. */
export type TopApp = z.output<typeof TopAppFields>;

/** The rule over {@link TopAppFields} that no single field has, as the arguments of zod's `refine`. */
export const MESSAGE_URL_RULE: [
  holds: (app: Pick<TopApp, 'messages' | 'messageUrl'>) => boolean,
  otherwise: { path: string[]; error: string },
] = [
  ({ messages, messageUrl }) => messages === 'pull' || messageUrl !== undefined,
  { path: ['messageUrl'], error: "is needed for messages: 'push'. Set it, or choose messages: 'pull'" },
];

/** Makes the gateway's client for an app, with one limit for every wait. Nothing is called. */
export function openTopClient(
  { gatewayUrl, appKey, appSecret, signMethod, timeoutMs, callsPerSecond }: TopApp,
  { clock, random, logger }: { readonly clock: Clock; readonly random: Random; readonly logger: Logger },
): TopClient {
  return createTopClient({
    gatewayUrl,
    appKey,
    appSecret,
    signMethod,
    clock,
    random,
    logger,
    timeouts: { headersMs: timeoutMs, bodyMs: timeoutMs, totalMs: timeoutMs },
    limits: callsPerSecond === undefined ? {} : { callsPerSecond },
  });
}

function address(...schemes: readonly string[]) {
  const protocol = new RegExp(`^(${schemes.join('|')})$`);
  return z.url({ protocol, error: `must be an address that starts with ${schemes.join(':// or ')}://` });
}
