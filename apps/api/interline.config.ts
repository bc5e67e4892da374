import vacation from '@interline/adapter-vacation';
import { channel } from './src/config.ts';
import type { HubConfig } from './src/config.ts';

const { env } = process;

/** The channels of this hub. To add one, install its package and list it here. */
const config: HubConfig = {
  channels: [
    channel(vacation, {
      gatewayUrl: env['TOP_GATEWAY_URL'],
      messageUrl: env['TOP_MESSAGE_URL'],
      appKey: env['TOP_APP_KEY'],
      appSecret: env['TOP_APP_SECRET'],
    }),
  ],
};

export default config;
