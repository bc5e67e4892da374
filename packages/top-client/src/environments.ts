/**
 * The platform's own addresses (TOP articles 101617, 101663 and 102635). No encrypted address of the message channel
 * is documented.
 */
export const TOP_ENVIRONMENTS = {
  production: {
    gatewayUrl: 'https://eco.taobao.com/router/rest',
    tmcUrl: 'ws://mc.api.taobao.com/',
    oauth: { authorize: 'https://oauth.taobao.com/authorize', token: 'https://oauth.taobao.com/token' },
  },
  sandbox: {
    gatewayUrl: 'https://gw.api.tbsandbox.com/router/rest',
    tmcUrl: 'ws://mc.api.tbsandbox.com/',
    oauth: { authorize: 'https://oauth.tbsandbox.com/authorize', token: 'https://oauth.tbsandbox.com/token' },
  },
} as const;
