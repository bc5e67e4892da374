'use strict';
// Makes one call with one of the public npm SDKs and prints what it gave back.
// Arguments: client, gateway URL, app key, secret, method, parameters as JSON.

const [client, url, appkey, appsecret, method, json] = process.argv.slice(2);
const parameters = JSON.parse(json);

const CALLS = {
  topsdk() {
    const TopClient = require('topsdk');
    return new TopClient(appkey, appsecret, url).execute(method, parameters);
  },
  'node-taobao-topclient'() {
    const { default: TopClient } = require('node-taobao-topclient');
    return new TopClient({ appkey, appsecret, REST_URL: url }).execute(method, parameters);
  },
  'ali-topSdk'() {
    const { ApiClient } = require('ali-topSdk');
    const sdk = new ApiClient({ appkey, appsecret, url });
    return new Promise((resolve, reject) => {
      sdk.execute(method, parameters, (error, response) => (error ? reject(error) : resolve(response)));
    });
  },
};

CALLS[client]().then(
  (response) => print({ response }),
  (error) => print({ error: { code: error.code, sub_code: error.sub_code, message: error.message } }),
);

function print(outcome) {
  process.stdout.write(JSON.stringify(outcome));
  process.exitCode = 0;
}
