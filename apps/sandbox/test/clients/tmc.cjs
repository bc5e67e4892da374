'use strict';
// Reads the message channel with npm ali-topSdk and prints one JSON line per message.
// Arguments: WebSocket URL, app key, secret. The SDK itself confirms each message that the handler accepts.

// The SDK was written for a Buffer.byteLength that took numbers; Node has refused them since version 20.
const byteLength = Buffer.byteLength;
Buffer.byteLength = (value, encoding) => byteLength(typeof value === 'number' ? String(value) : value, encoding);

const { TmcClient } = require('ali-topSdk');
const [url, appkey, appsecret] = process.argv.slice(2);

new TmcClient(appkey, appsecret, 'default').connect(url, (message) => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
});
