import flight from '@interline/adapter-flight';
import ship from '@interline/adapter-ship';
import vacation from '@interline/adapter-vacation';
import { TOP_ENVIRONMENTS } from '@interline/top-client';
import { channel } from './src/config.ts';
import type { HubConfig } from './src/config.ts';
import { shipMerchants, shipPolicy } from './src/ship-policy.ts';

const { env } = process;

/** One app of the Taobao Open Platform, for every channel that goes through it. */
const app = {
  gatewayUrl: env['TOP_GATEWAY_URL'] ?? TOP_ENVIRONMENTS.production.gatewayUrl,
  messageUrl: env['TOP_MESSAGE_URL'] ?? TOP_ENVIRONMENTS.production.tmcUrl,
  appKey: env['TOP_APP_KEY'],
  appSecret: env['TOP_APP_SECRET'],
  callsPerSecond: env['TOP_CALLS_PER_SECOND'] === undefined ? undefined : Number(env['TOP_CALLS_PER_SECOND']),
};

/** The channels of this hub. To add one, install its package and list it here. */
const config: HubConfig = {
  channels: [
    channel(vacation, app),
    channel(flight, { ...app, agentName: env['FLIGHT_AGENT_NAME'] }),
    channel(ship, {
      ...app,
      qimenSecret: env['SHIP_QIMEN_SECRET'] || undefined,
      defaultPolicy: shipPolicy(env),
      merchants: shipMerchants(env),
    }),
  ],
};

export default config;
