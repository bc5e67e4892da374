import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SHIP_NAMES, SHIP_WORDS } from '@interline/adapter-ship/wire';
import { verifyInboundCall } from '@interline/top-client/codec';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_APP } from '../src/index.ts';
import type { MadeCall, QimenFault } from '../src/index.ts';
import { readAnswer, readFees, readTickets } from '../src/ship/qimen/answer.ts';
import type { Fields } from './gateway-client.ts';
import { openShipDesk, rowsOf } from './ship-desk.ts';
import type { ShipDesk } from './ship-desk.ts';

const { method: METHOD } = SHIP_NAMES;
const WISH = { goodsId: 'G-SK0901', adults: 1, children: 0 };

let desk: ShipDesk;

beforeAll(async () => {
  desk = await openShipDesk();
});
afterAll(() => desk.close());
beforeEach(() => {
  desk.sandbox.control.clearFaults();
  desk.merchant.served.length = 0;
});

describe('a call', () => {
  test('is signed, timed and addressed as the platform does it', async () => {
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    const [call] = desk.sandbox.control.ship.calls({ order: id });
    const url = new URL(call?.url ?? '');
    expect(url.pathname).toBe('/qimen/2208867031');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      method: METHOD.orderCreate,
      app_key: '12345678',
      timestamp: '2026-11-22 12:00:00',
      format: 'json',
      v: '2.0',
      sign_method: 'md5',
    });
    expect(call).toMatchObject({ purpose: 'call', status: 200, success: true, code: '0', problem: null });
  });

  test('is signed over an empty parameter, and over a listed header that is encoded and one that is not there', async () => {
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    const [call] = desk.sandbox.control.ship.calls({ order: id });
    const { headers = {}, body = '', url = '' } = call ?? {};
    const query = url.split('?')[1] ?? '';
    const given = new URLSearchParams(query).get('sign');
    const read = new URL(url).searchParams;
    expect(read.get('partner_id')).toBe('');
    const [encoded = '', absent = ''] = (headers['top-sign-list'] ?? '').split(',');
    expect(headers).not.toHaveProperty(absent);
    const value = decodeURIComponent(headers[encoded] ?? '');
    expect(value).not.toBe(headers[encoded]);
    // The rule of the helper, written down once more.
    const signed = [...read, [encoded, value], [absent, '']].filter(([name]) => name !== 'sign');
    const joined = signed.map((pair) => pair.join('')).toSorted();
    const { secret } = DEMO_APP;
    const sign = createHash('md5')
      .update(secret + joined.join('') + body + secret)
      .digest('hex');
    expect(given).toBe(sign.toUpperCase());
  });

  test.each([
    'cut',
    'concurrent',
    'contradict',
    'no-sign',
    'bad-sign',
    'stale',
    'ahead',
    'tampered',
    'replay',
    'repeat',
  ] as const)('under %s leaves one order, held once', async (kind) => {
    await strike({ kind } as QimenFault);
    const order = await desk.sandbox.control.ship.placeOrder(WISH);
    expect(order).toMatchObject({ status: 'locked', problems: [] });
    expect(rowsOf(desk.sandbox, order.id, ['change'])).toEqual(['change status placed', 'change status locked']);
  });

  test.each<[string, Partial<QimenFault>, [purpose: string, code: string | null][], number]>([
    [
      'a cut answer',
      { kind: 'cut' },
      [
        ['call', null],
        ['again', '0'],
      ],
      2,
    ],
    [
      'a repeat',
      { kind: 'repeat', times: 2 },
      [
        ['call', '0'],
        ['repeat', '0'],
        ['repeat', '0'],
      ],
      3,
    ],
    [
      'calls at once',
      { kind: 'concurrent', times: 3 },
      [
        ['call', '0'],
        ['concurrent', '0'],
        ['concurrent', '0'],
      ],
      3,
    ],
    [
      'a replay',
      { kind: 'replay' },
      [
        ['call', '0'],
        ['replay', SHIP_WORDS.answerCode.replayed],
      ],
      1,
    ],
    [
      'a stranger',
      { kind: 'bad-sign' },
      [
        ['bad-sign', SHIP_WORDS.answerCode.signature],
        ['call', '0'],
      ],
      1,
    ],
    [
      'a call without a sign',
      { kind: 'no-sign' },
      [
        ['no-sign', SHIP_WORDS.answerCode.signature],
        ['call', '0'],
      ],
      1,
    ],
    [
      'a call from the future',
      { kind: 'ahead' },
      [
        ['ahead', '0'],
        ['call', '0'],
      ],
      2,
    ],
    [
      'a call that says otherwise',
      { kind: 'contradict' },
      [
        ['call', '0'],
        ['contradict', '0'],
      ],
      2,
    ],
    [
      'a changed call',
      { kind: 'tampered' },
      [
        ['tampered', SHIP_WORDS.answerCode.signature],
        ['call', '0'],
      ],
      1,
    ],
    [
      'an old call',
      { kind: 'stale' },
      [
        ['stale', '0'],
        ['call', '0'],
      ],
      2,
    ],
  ])('%s is what the merchant gets', async (_name, fault, expected, served) => {
    await strike(fault as QimenFault);
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    const calls = desk.sandbox.control.ship.calls({ order: id });
    expect(calls.map(({ purpose, code }) => [purpose, code]).toSorted()).toEqual(expected.toSorted());
    expect(desk.merchant.served).toHaveLength(served);
    expect(desk.sandbox.control.faults().qimen).toEqual([]);
  });

  test.each(['sending', 'sent', 'answered'] as const)('whose connection is cut (%s) comes again', async (when) => {
    await strike({ kind: 'cut', when } as QimenFault);
    const { id, status } = await desk.sandbox.control.ship.placeOrder(WISH);
    expect(status).toBe('locked');
    expect(purposes(desk.sandbox.control.ship.calls({ order: id }))).toEqual(['call', 'again']);
  });

  test('that is cut halfway is never whole at the merchant', async () => {
    await strike({ kind: 'cut', when: 'sending' } as QimenFault);
    await desk.sandbox.control.ship.placeOrder(WISH);
    expect(desk.merchant.served).toHaveLength(1);
  });

  test('that is stale or ahead has a time as far from now as the fault says', async () => {
    for (const [kind, seconds, time] of [
      ['stale', 90, '2026-11-22 11:58:30'],
      ['ahead', 7200, '2026-11-22 14:00:00'],
    ] as const) {
      await strike({ kind, seconds } as QimenFault);
      const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
      const call = desk.sandbox.control.ship.calls({ order: id }).find(({ purpose }) => purpose === kind);
      expect(new URL(call?.url ?? '').searchParams.get('timestamp')).toBe(time);
    }
  });

  test('that contradicts is signed, of the same order, and says something else', async () => {
    await strike({ kind: 'contradict' } as QimenFault);
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    const [first, second] = desk.sandbox.control.ship.calls({ order: id });
    const said = [first, second].map((call) => JSON.parse(call?.body ?? '') as Fields);
    const name = SHIP_NAMES.createRequest.contactMobile;
    expect(said[1]).toEqual({ ...said[0], [name]: '13900000000' });
    expect(said[0]).not.toEqual(said[1]);
  });

  test('that is repeated is signed anew; one of the same second is byte for byte the same', async () => {
    await strike({ kind: 'repeat', times: 3 } as QimenFault);
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    expect(new Set(signs(desk.sandbox.control.ship.calls({ order: id }))).size).toBe(4);
    await strike({ kind: 'concurrent', times: 3, sameSecond: true } as QimenFault);
    const other = await desk.sandbox.control.ship.placeOrder(WISH);
    expect(new Set(signs(desk.sandbox.control.ship.calls({ order: other.id }))).size).toBe(1);
  });

  test('is made as often as the policy says when nobody answers, and may be made again', async () => {
    desk.sandbox.control.ship.setPolicy({ target: 'http://127.0.0.1:9/qimen/{shop}', attempts: 4 });
    const { id, status } = await desk.sandbox.control.ship.placeOrder(WISH);
    const calls = desk.sandbox.control.ship.calls({ order: id });
    expect(status).toBe('placed');
    expect(purposes(calls)).toEqual(['call', 'again', 'again', 'again']);
    expect(calls.at(-1)).toMatchObject({ status: null, success: null, problem: expect.stringMatching(/\w/) as string });
    desk.sandbox.control.ship.setPolicy({ target: desk.merchant.url, attempts: 3 });
    expect(await desk.sandbox.control.ship.create(id)).toMatchObject({ status: 'locked' });
  });

  test.each<[string, (text: string) => Record<string, unknown>]>([
    ['that it was late', () => ({ success: false, ret_code: SHIP_WORDS.answerCode.late })],
    ['nothing that can be read', () => ({})],
  ])('comes again when the merchant says %s', async (_name, said) => {
    let times = 0;
    desk.merchant.mood.change = (fields) => {
      times += 1;
      return times === 1 ? said('') : fields;
    };
    const { id, status } = await desk.sandbox.control.ship.placeOrder(WISH);
    expect(status).toBe('locked');
    expect(purposes(desk.sandbox.control.ship.calls({ order: id }))).toEqual(['call', 'again']);
  });

  test('waits as long as the policy says', async () => {
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const silent = createServer(() => arrived());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    desk.sandbox.control.ship.setPolicy({ target: `http://127.0.0.1:${port}/`, attempts: 1, waitSeconds: 5 });
    const placing = desk.sandbox.control.ship.placeOrder(WISH);
    await arrival;
    desk.clock.advance(5000);
    const { id } = await placing;
    const [call] = desk.sandbox.control.ship.calls({ order: id });
    expect(call).toMatchObject({ status: null, problem: 'no answer within 5000 ms' });
    silent.closeAllConnections();
    silent.close();
    desk.sandbox.control.ship.setPolicy({ target: desk.merchant.url, attempts: 3 });
  });
});

describe('the form of a call', () => {
  test.each(['documented', 'snake', 'camel'] as const)('its names are spelt %s', async (spelling) => {
    const call = await queried({ spelling });
    const names = { documented: 'alitripOrderId', snake: 'alitrip_order_id', camel: 'alitripOrderId' };
    expect(Object.keys(JSON.parse(call.body) as object)).toContain(names[spelling]);
  });

  test.each([
    ['json', 'application/json'],
    ['form', 'application/x-www-form-urlencoded'],
    ['xml', 'text/xml'],
  ] as const)('as %s it is signed, and says the same', async (content, type) => {
    const call = await created({ content });
    const check = verifyInboundCall(
      {
        query: call.url.split('?')[1] ?? '',
        headers: call.headers,
        body: Buffer.from(call.body),
      },
      DEMO_APP.secret,
    );
    if (!check.valid) throw new Error(check.message);
    expect(call.headers['content-type']).toBe(`${type};charset=UTF-8`);
    expect(check.parameters.get('method')).toBe(METHOD.orderCreate);
    const passengers: Record<typeof content, () => unknown> = {
      json: () => (JSON.parse(check.text) as { passenger_list: unknown[] }).passenger_list.length,
      form: () => (JSON.parse(check.parameters.get('passenger_list') ?? '[]') as unknown[]).length,
      xml: () => {
        const { request } = new XMLParser().parse(check.text) as {
          request: { passenger_list: { passenger: unknown[] } };
        };
        return request.passenger_list.passenger.length;
      },
    };
    expect(passengers[content]()).toBe(2);
  });

  test.each(['md5', 'hmac', 'hmac-sha256'] as const)('signed with %s', async (signMethod) => {
    desk.sandbox.control.ship.setPolicy({ signMethod });
    expect(await desk.sandbox.control.ship.placeOrder(WISH)).toMatchObject({ status: 'locked' });
    desk.sandbox.control.ship.setPolicy({ signMethod: 'md5' });
  });

  test('without ids the passengers are told by their place', async () => {
    desk.sandbox.control.ship.setPolicy({ passengerIds: false });
    const order = await desk.sandbox.control.ship.placeOrder({ ...WISH, adults: 2 });
    expect(order.passengers.map(({ id }) => id)).toEqual(['1', '2']);
    expect(JSON.stringify(desk.merchant.asked.get(order.id))).not.toContain('passenger_id');
    desk.sandbox.control.ship.setPolicy({ passengerIds: true });
  });

  async function queried(policy: object): Promise<MadeCall> {
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    return madeWith(policy, async () => {
      await desk.sandbox.control.ship.query(id);
      return id;
    });
  }

  async function created(policy: object): Promise<MadeCall> {
    return madeWith(policy, async () => (await desk.sandbox.control.ship.placeOrder({ ...WISH, adults: 2 })).id);
  }

  async function madeWith(policy: object, call: () => Promise<string>): Promise<MadeCall> {
    desk.sandbox.control.ship.setPolicy(policy);
    const id = await call();
    desk.sandbox.control.ship.setPolicy({ spelling: 'documented', content: 'json' });
    const made = desk.sandbox.control.ship.calls({ order: id }).at(-1);
    if (!made) throw new Error('no call was made');
    return made;
  }
});

describe('an answer', () => {
  test('in XML says the same as in JSON', () => {
    const ticket =
      '<ticket><ticket_id>T-1</ticket_id><ticket_price>13000</ticket_price><ticket_type>1</ticket_type></ticket>';
    const text =
      '<?xml version="1.0" encoding="UTF-8"?><response><success>true</success><ret_code>0</ret_code>' +
      `<passenger_list><passenger><passenger_id>7</passenger_id><ticket_list>${ticket}</ticket_list></passenger></passenger_list></response>`;
    const answer = readAnswer(text, SHIP_NAMES);
    expect(answer).toMatchObject({ success: true, code: '0' });
    expect(readTickets(answer?.fields ?? {}, SHIP_NAMES)).toMatchObject([
      { id: '7', tickets: [{ id: 'T-1', price: 13_000, type: '1' }] },
    ]);
  });

  test.each(['', 'no', '{', '[]', '{"success":"perhaps"}', '<a>'])('%s is none', (text) => {
    expect(readAnswer(text, SHIP_NAMES)).toBeUndefined();
  });

  test('with a fee that is no whole number of fen has no fees', () => {
    const told = (fee: unknown) => ({ passenger_list: [{ ticket_id: 'T-1', refund_surcharge: fee }] });
    expect(readFees(told('1300'), SHIP_NAMES)).toEqual(new Map([['T-1', 1300]]));
    for (const fee of [1.5, '', null, '13.00', -1]) expect(readFees(told(fee), SHIP_NAMES)).toBeUndefined();
  });
});

/** One fault of the next call that asks for seats. */
async function strike(fault: QimenFault): Promise<void> {
  desk.sandbox.control.setFaults({ qimen: [{ ...fault, method: METHOD.orderCreate, count: 1 }] });
}

function purposes(calls: readonly MadeCall[]): string[] {
  return calls.map(({ purpose }) => purpose);
}

function signs(calls: readonly MadeCall[]): (string | null)[] {
  return calls.map(({ url }) => new URL(url).searchParams.get('sign'));
}
