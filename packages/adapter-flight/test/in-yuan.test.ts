import fc from 'fast-check';
import { expect, test } from 'vitest';

import { inYuan } from '../src/in-yuan.ts';

test.each([
  [0n, 0],
  [1n, 0.01],
  [30n, 0.3],
  [100n, 1],
  [55_010n, 550.1],
  [-5n, -0.05],
])('%s fen are %s yuan', (fen, yuan) => expect(inYuan(fen)).toBe(yuan));

test('The wire has exactly the digits of the amount', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (fen) => {
      const [whole = '', decimals = ''] = String(inYuan(fen)).split('.');
      expect(BigInt(whole + decimals.padEnd(2, '0'))).toBe(fen);
    }),
    { seed: 20_261_122 },
  );
});
