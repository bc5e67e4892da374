import { describeWire } from '@interline/adapter-testing';
import { expect, it } from 'vitest';

import { ASSUMED_NAMES, renamed, SHIP_NAMES, SHIP_WORDS } from '../src/wire.ts';

const { statusText, answerCode } = SHIP_WORDS;
const { signature, unreadable, stale, replayed, invalid, late, otherContent, processing } = answerCode;

describeWire({
  package: new URL('../', import.meta.url),
  names: SHIP_NAMES,
  assumed: ASSUMED_NAMES,
  words: [statusText, answerCode].flatMap((table) => Object.values<string>(table)),
  explained: {
    'Calls of Fliggy': [signature, unreadable, stale, replayed, invalid, late, otherContent, processing],
  },
});

it('the table is renamed as a whole, and tells which names are assumed', () => {
  const marked = renamed((name, _path, assumed) => (assumed ? `x_${name}` : name));
  expect(marked.createRequest.orderId).toBe(`x_${SHIP_NAMES.createRequest.orderId}`);
  expect(marked.createRequest.goodsId).toBe(SHIP_NAMES.createRequest.goodsId);
});
