import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../src/index.ts';
import type { OrderView, Sandbox } from '../src/index.ts';

const run = promisify(execFile);
const GATEWAY_SCRIPT = new URL('./clients/gateway.cjs', import.meta.url).pathname;
const TMC_SCRIPT = new URL('./clients/tmc.cjs', import.meta.url).pathname;
/** These SDKs write local time where the gateway wants GMT+8. */
const ENVIRONMENT = { ...process.env, TZ: 'Asia/Shanghai', NODE_OPTIONS: '' };
const CLIENTS = ['topsdk', 'node-taobao-topclient', 'ali-topSdk'] as const;

let sandbox: Sandbox;
let order: OrderView;

beforeAll(async () => {
  sandbox = await createSandbox();
  order = sandbox.control.createOrder({ bizType: 1, confirmation: 'manual', subOrders: 2, advance: 'pay' });
});
afterAll(() => sandbox.close());

describe.each(CLIENTS)('npm %s', (client) => {
  test('queries an order', async () => {
    const { response } = await call(client, 'alitrip.travel.trade.query', { order_id: order.id });
    expect(JSON.stringify(response)).toContain(`"order_id_string":"${order.id}"`);
    expect(JSON.stringify(response)).toContain('"sub_order_info":[');
  });

  test('searches orders by times with spaces', async () => {
    const parameters = { start_created_time: '2000-01-01 00:00:00', end_created_time: '2100-01-01 00:00:00' };
    const { response } = await call(client, 'alitrip.travel.trades.search', parameters);
    expect(JSON.stringify(response)).toContain(`"order_string_list":{"string":["${order.id}"]}`);
  });

  test('reads an error of the platform with its sub code', async () => {
    const { error } = await call(client, 'alitrip.travel.trade.query', { order_id: 'none' });
    expect(Number(error?.code)).toBe(41);
    expect(error?.sub_code).toBe('isv.invalid-parameter:order_id');
  });

  test('signs Chinese text as the gateway does', async () => {
    const parameters = { sub_order_id: '1', close_reason: '缺货', reason_desc: '房型已满 a&b=c' };
    const { error } = await call(client, 'alitrip.travel.trade.close', parameters);
    expect(error?.sub_code).toBe('isv.biz-error:INVALID_SUB_ORDER_ID');
  });
});

test('npm ali-topSdk reads and confirms pushed messages', async () => {
  const child = spawn(process.execPath, [TMC_SCRIPT, sandbox.tmcUrl, sandbox.app.key, sandbox.app.secret], {
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const confirmed = await sandbox.control.until(({ order: id, to }) => id === order.id && to === 'confirmed');
    expect(confirmed).toMatchObject({ kind: 'message', what: 'alitrip_travel_OrderChanged', cause: 'merchant' });
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith('{')) continue;
      expect(JSON.parse(line)).toMatchObject({ topic: 'alitrip_travel_OrderChanged', nick: '西湖旅行专营店' });
      expect(line).toContain(order.id);
      break;
    }
  } finally {
    child.kill();
  }
});

interface Outcome {
  readonly response?: unknown;
  readonly error?: { readonly code: unknown; readonly sub_code?: string };
}

async function call(client: string, method: string, parameters: Record<string, string>): Promise<Outcome> {
  const session = sandbox.control.shops()[0]?.session;
  const { gatewayUrl, app } = sandbox;
  const json = JSON.stringify({ ...parameters, session });
  const argv = [GATEWAY_SCRIPT, client, gatewayUrl, app.key, app.secret, method, json];
  const { stdout } = await run(process.execPath, argv, { env: ENVIRONMENT });
  return JSON.parse(stdout) as Outcome;
}
