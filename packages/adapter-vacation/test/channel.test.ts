import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';

import { noDossiers } from '@interline/adapter-testing';
import { seededRandom, silentLogger, systemClock } from '@interline/core';
import type { CommandAttempt, InboundMessage, PollSource, Services, ShopContext } from '@interline/core';
import { createSandbox } from '@interline/sandbox';
import type { FaultSettingsInput, Sandbox } from '@interline/sandbox';
import type { VacationConnection } from '../src/connection.ts';
import vacation, { createVacationAdapter } from '../src/index.ts';

const services: Services = { clock: systemClock, random: seededRandom(1), logger: silentLogger };

let sandbox: Sandbox;
let connection: VacationConnection;

beforeAll(async () => {
  sandbox = await createSandbox({ seed: 3 });
});

afterEach(async () => {
  sandbox.control.clearFaults();
  await vacation.close?.(connection);
});

afterAll(() => sandbox.close());

describe('fetchOrder', () => {
  it('reads an order of the shop', async () => {
    const { id } = sandbox.control.createOrder({ advance: 'pay' });
    await expect(vacation.fetchOrder(shop(), id)).resolves.toMatchObject({ reference: id });
  });

  test.each<[string, string, Partial<Record<string, unknown>>, FaultSettingsInput?]>([
    ['an order that is not there', '1', { kind: 'invalid', code: 'isv.invalid-parameter:ERROR' }],
    ['flow control with a ban', '', { kind: 'throttled', retryAfterMs: 30_000 }, calls('throttle', { seconds: 30 })],
    ['a missing white list entry', '', { kind: 'permission' }, { whiteList: ['192.0.2.1'] }],
    ['a category that is not supported', '', { kind: 'invalid' }, refusal('isv.isv.trade-cat-not-support')],
    ['an item without authorisation', '', { kind: 'permission' }, refusal('isv.isv.rights-invalid:ISV_ITEM_AUTH_FAIL')],
    ['a backend in trouble', '', { kind: 'transient' }, refusal('isv.remote-service-error')],
    ['an answer cut off', '', { kind: 'unreadable', code: 'UNREADABLE_ANSWER' }, calls('truncated')],
    ['a wrong sign', '', { kind: 'permission', code: '25' }, calls('error', { code: 25 })],
  ])('%s is told as such', async (_name, reference, expected, faults) => {
    const order = reference === '' ? sandbox.control.createOrder().id : reference;
    if (faults) sandbox.control.setFaults(faults);
    await expect(vacation.fetchOrder(shop(), order)).rejects.toMatchObject({ name: 'ChannelError', ...expected });
  });

  it('tells an order of another shop from one that is not there', async () => {
    const { id } = sandbox.control.createOrder({ shop: 'foreign' });
    await expect(vacation.fetchOrder(shop(), id)).rejects.toMatchObject({
      kind: 'not-found',
      code: 'isv.rights-invalid:VIEW_NOT_PERMIT',
      message: expect.stringContaining('not your order'),
    });
  });

  it('tells a session that is over', async () => {
    const { id } = sandbox.control.createOrder();
    const context = shop();
    sandbox.control.expireSession('west-lake');
    await expect(vacation.fetchOrder(context, id)).rejects.toMatchObject({ kind: 'session' });
    sandbox.control.renewSession('west-lake');
  });
});

describe('a gateway that is not there', () => {
  const gatewayUrl = 'http://127.0.0.1:1/router/rest';

  it('passes for trouble that goes by itself, named with its address', async () => {
    await expect(vacation.fetchOrder(shop('west-lake', gatewayUrl), '1188515074720535309')).rejects.toMatchObject({
      kind: 'transient',
      message: expect.stringMatching(/^order 1188515074720535309: .*127\.0\.0\.1:1 was not reached \(.+\)\. \S/),
    });
  });

  it('makes a command wait, because nothing was sent', async () => {
    const input = { orderReference: '1', itemReference: '2' };
    const attempt = attemptAt(input.orderReference);
    await expect(
      vacation.commands['deliver']?.send(shop('west-lake', gatewayUrl), input, attempt),
    ).resolves.toMatchObject({
      outcome: 'throttled',
    });
  });
});

describe('trades.search', () => {
  it('finds every order of the window, page by page, ids intact', async () => {
    const from = new Date();
    const made = sandbox.control.createOrders({ count: 205 }).map(({ id }) => id);
    const pages: string[][] = [];
    for await (const page of poll().search(shop(), { from, to: new Date(Date.now() + 1_000) })) {
      pages.push(page.map(({ reference }) => reference));
    }
    expect(pages.map(({ length }) => length > 0)).toEqual([true, true, true]);
    expect(new Set(pages.flat()).isSupersetOf(new Set(made))).toBe(true);
  });

  it('finds nothing in an empty window', async () => {
    const window = { from: new Date('2020-01-01T00:00:00Z'), to: new Date('2020-01-02T00:00:00Z') };
    await expect(Array.fromAsync(poll().search(shop(), window))).resolves.toEqual([]);
  });

  it('says which window could not be searched', async () => {
    sandbox.control.setFaults(refusal('isv.remote-service-error'));
    const window = { from: new Date('2020-01-01T00:00:00Z'), to: new Date('2020-01-02T00:00:00Z') };
    await expect(Array.fromAsync(poll().search(shop(), window))).rejects.toMatchObject({
      kind: 'transient',
      message: expect.stringContaining('orders created from 2020-01-01T00:00:00+00:00'),
    });
  });
});

describe.each(['push', 'pull'] as const)('messages by %s', (messages) => {
  it('arrive, and are confirmed once they are stored', async () => {
    connection = vacation.open({ ...config(), messages }, services);
    const arrived = Promise.withResolvers<InboundMessage>();
    const { id } = sandbox.control.createOrder();
    const source = vacation.sources.find(({ kind }) => kind === 'stream');
    if (source?.kind !== 'stream') throw new Error('the adapter has no stream');
    const running = await source.start({
      connection,
      services,
      deliver: async (message) => {
        if (message.content.includes(id)) arrived.resolve(message);
      },
      report: () => {},
    });
    const message = await arrived.promise;
    expect(message).toMatchObject({ topic: 'alitrip_travel_OrderChanged', via: messages, accountId: '3607242345' });
    expect(source.read(message)).toMatchObject({ kind: 'order', reference: id });
    await running.stop();
    const { entries } = sandbox.control.ledger({ kind: 'message' });
    expect(entries.filter(({ order }) => order === id).map(({ to }) => to)).toContain('confirmed');
  });
});

describe('close', () => {
  it('of an ordinary paid order works where the channel allows quick refunds', async () => {
    const { id, subOrders } = sandbox.control.createOrder({
      shop: 'masked',
      bizType: 4,
      confirmation: 'manual',
      subOrders: 1,
      staged: false,
      advance: 'pay',
    });
    const adapter = createVacationAdapter({ quickRefund: true });
    const input = { orderReference: id, itemReference: subOrders[0]?.id, reason: '缺货' };
    const attempt = attemptAt(id);
    await expect(adapter.commands['close']?.send(shop('masked'), input, attempt)).resolves.toMatchObject({
      outcome: 'succeeded',
    });
    await expect(adapter.commands['close']?.settle(shop('masked'), input, attempt)).resolves.toMatchObject({
      outcome: 'succeeded',
    });
  });

  it('that the channel refuses is a failure with its reason', async () => {
    const { id, subOrders } = sandbox.control.createOrder({
      bizType: 4,
      confirmation: 'manual',
      subOrders: 1,
      advance: 'pay',
    });
    const input = { orderReference: id, itemReference: subOrders[0]?.id, reason: '缺货' };
    const attempt = attemptAt(id);
    await expect(vacation.commands['close']?.send(shop(), input, attempt)).resolves.toMatchObject({
      outcome: 'failed',
      code: 'isv.biz-error:CLOSE_NOT_PERMIT',
    });
  });
});

function config() {
  const { gatewayUrl, tmcUrl: messageUrl, app } = sandbox;
  return vacation.config.parse({ gatewayUrl, messageUrl, appKey: app.key, appSecret: app.secret });
}

/** A shop of the sandbox, with a connection that `afterEach` closes. */
function shop(id = 'west-lake', gatewayUrl = sandbox.gatewayUrl): ShopContext<VacationConnection> {
  connection = vacation.open({ ...config(), gatewayUrl }, services);
  const found = sandbox.control.shops().find((candidate) => candidate.id === id);
  return {
    connection,
    shop: { id, channel: 'vacation', name: id, accountId: found?.sellerId ?? '', accountNick: found?.nick ?? '' },
    session: { accessToken: found?.session ?? '' },
    services,
    signal: new AbortController().signal,
    dossiers: noDossiers,
    // The channel's calls take no tokens.
    issueToken: () => '',
    openToken: () => null,
  };
}

function attemptAt(reference: string): CommandAttempt {
  return {
    commandId: 'c',
    idempotencyKey: 'k',
    number: 1,
    sentAt: new Date(),
    owed: false,
    askedAt: null,
    reference,
    quote: null,
    openAttachments: async () => [],
  };
}

function poll(): PollSource<VacationConnection> {
  const source = vacation.sources.find(({ kind }) => kind === 'poll');
  if (source?.kind !== 'poll') throw new Error('the adapter has no poll');
  return source;
}

function calls(kind: string, more: object = {}): FaultSettingsInput {
  return { calls: [{ kind, ...more }] } as FaultSettingsInput;
}

function refusal(subCode: string): FaultSettingsInput {
  return calls('error', { code: 15, subCode });
}
