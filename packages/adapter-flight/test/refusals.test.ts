import { expect, test } from 'vitest';

import { FlightRefusal, recognise } from '../src/refusals.ts';
import type { UpstreamRefusal } from '../src/refusals.ts';
import { FLIGHT_WORDS } from '../src/wire.ts';

/** The errors of the channel's own questions and answers, word for word as it quotes them, and what their remedy must name. */
const QUESTIONS: readonly [question: string, upstream: UpstreamRefusal, code: string, remedy: RegExp][] = [
  ['1, request parameters', { text: '请求参数错误' }, 'NO_CHANNEL_ASSIGNED', /operators.*channel is assigned/],
  [
    '2, no session',
    { platformCode: 26, text: '传入http参数中必需包含session字段' },
    'MISSING_SESSION',
    /Authorise the app for the purchase account/,
  ],
  [
    '3, white list',
    {
      platformCode: 11,
      code: 'isv.permission-ip-whitelist-limit',
      text: 'The appkey is only allowed to call from its ip white list',
    },
    'IP_NOT_ALLOWED',
    /for the app in the console.*authorise the shop again/,
  ],
  ['5 and 7, time-out', { text: '远程调用服务超时' }, 'REMOTE_TIMEOUT', /ran out of time/],
  ['6, no offer', { text: '搜索询价无报价' }, 'NO_OFFER', /city code, not airport code.*naming it in every direction/],
  ['8, fee changed', { text: '退票手续费发生变化,请重试!' }, 'REFUND_FEE_CHANGED', /quote again/],
  [
    '9, rule changed',
    { text: '退票规则有更新,返回订单详情页后,请重新进行申请提交。' },
    'REFUND_RULE_CHANGED',
    /EPIDEMIC.*SCHEDULE_CHANGE.*attach/,
  ],
];

test.each(QUESTIONS)(
  'Question %s is recognised and gets the channel’s own remedy',
  (_question, upstream, code, remedy) => {
    expect(recognise(upstream)).toMatchObject({ code, remedy: expect.stringMatching(remedy) });
  },
);

test('A text is recognised within a longer one, whatever code comes with it', () => {
  const upstream = { code: 'isv.SYSTEM_ERROR', text: '[F001] 退票手续费发生变化,请重试!' };
  expect(recognise(upstream)).toMatchObject({ code: 'REFUND_FEE_CHANGED' });
});

const CODES: readonly [keyof typeof FLIGHT_WORDS.errorCode, string][] = [
  ['badRequest', 'NO_CHANNEL_ASSIGNED'],
  ['noOffer', 'NO_OFFER'],
  ['passengerRefused', 'PASSENGER_REFUSED'],
  ['orderNotFound', 'ORDER_NOT_FOUND'],
  ['offerExpired', 'OFFER_EXPIRED'],
  ['priceChanged', 'PRICE_CHANGED'],
  ['noSeats', 'NO_SEATS'],
  ['wrongStatus', 'WRONG_STATUS'],
  ['alreadyPaid', 'ALREADY_PAID'],
  ['refundFeeChanged', 'REFUND_FEE_CHANGED'],
  ['refundRuleChanged', 'REFUND_RULE_CHANGED'],
  ['notRefundable', 'NOT_REFUNDABLE'],
  ['notChangeable', 'NOT_CHANGEABLE'],
  ['memberRefused', 'MEMBER_REFUSED'],
  ['fileRefused', 'FILE_REFUSED'],
  ['outNumberUsed', 'OUT_NUMBER_USED'],
  ['system', 'CHANNEL_FAILED'],
];

test.each(CODES)('%s becomes %s', (word, code) => {
  const known = recognise({ code: FLIGHT_WORDS.errorCode[word] });
  expect(known).toMatchObject({ code, remedy: expect.stringMatching(/\S+.*\.$/) });
});

test('Every word of the table for a refusal is recognised', () => {
  expect(CODES.map(([word]) => word).toSorted()).toEqual(Object.keys(FLIGHT_WORDS.errorCode).toSorted());
  for (const text of Object.values(FLIGHT_WORDS.refusalText)) expect(recognise({ text })).toBeDefined();
});

test('A refusal that no source explains keeps what the channel said', () => {
  const refusal = new FlightRefusal('alitrip.flight.service.pay', { code: 'isv.NEW', text: '余额不足' });
  expect(refusal).toMatchObject({ code: 'isv.NEW', text: '余额不足', channelErrorKind: 'invalid' });
  expect(refusal.message).toBe(
    'alitrip.flight.service.pay: the channel refused (isv.NEW, 余额不足). Nothing was done; ask the channel why.',
  );
});

test('Only what breaks off inside the channel may have happened all the same', () => {
  const words = [
    ...Object.values(FLIGHT_WORDS.errorCode).map((code) => ({ code })),
    ...Object.values(FLIGHT_WORDS.refusalText).map((text) => ({ text })),
  ];
  expect(words.filter((word) => recognise(word)?.mayHaveHappened)).toEqual([
    { code: FLIGHT_WORDS.errorCode.system },
    { text: FLIGHT_WORDS.refusalText.timeout },
  ]);
});
