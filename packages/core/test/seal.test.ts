import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSealer, generateKey, parseKeys, SealError } from '../src/privacy/seal.ts';
import type { SealedPlace } from '../src/privacy/seal.ts';

const place: SealedPlace = { shopId: 'shop-1', column: 'shop.session_sealed', row: 'row-1' };
const december = generateKey('2026-12');
const november = generateKey('2026-11');
const sealer = createSealer({ keys: parseKeys(december) });

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof SealError) return error.code;
    throw error;
  }
  return 'opened';
}

describe('createSealer', () => {
  test('property: what is sealed opens in its place, and nothing of it can be read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 4 }), (clear) => {
        const sealed = sealer.seal(place, clear);
        expect(sealer.open(place, sealed)).toBe(clear);
        expect(sealed.includes(Buffer.from(clear))).toBe(false);
      }),
    );
  });

  test('property: bytes come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (clear) => {
        expect(Buffer.compare(sealer.openBytes(place, sealer.seal(place, clear)), clear)).toBe(0);
      }),
    );
  });

  test('the same text sealed twice does not look the same', () => {
    expect(sealer.seal(place, 'token').equals(sealer.seal(place, 'token'))).toBe(false);
  });

  test('any changed byte is noticed', () => {
    const sealed = sealer.seal(place, 'token');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(codeOf(() => sealer.open(place, changed))).not.toBe('opened');
    }
  });

  test.each([
    ['shop', { ...place, shopId: 'shop-2' }],
    ['column', { ...place, column: 'order_raw.sealed' }],
    ['row', { ...place, row: 'row-2' }],
  ])('a value that was moved to another %s does not open', (_what, elsewhere) => {
    const sealed = sealer.seal(place, 'token');
    expect(codeOf(() => sealer.open(elsewhere, sealed))).toBe('NOT_AUTHENTIC');
  });

  test.each([0, 1, 5, 29])('%i bytes are not a sealed value', (length) => {
    expect(codeOf(() => sealer.open(place, Buffer.alloc(length, 1)))).toBe('MALFORMED');
  });

  test('rotation: a new key in front seals, the old one still opens', () => {
    const before = createSealer({ keys: parseKeys(november) });
    const after = createSealer({ keys: parseKeys(`${december},${november}`) });
    expect(after.open(place, before.seal(place, 'old'))).toBe('old');
    expect(sealer.open(place, after.seal(place, 'new'))).toBe('new');
  });

  test('a key that was taken away too early is named, with the remedy', () => {
    const sealed = createSealer({ keys: parseKeys(november) }).seal(place, 'secret-canary');
    expect(() => sealer.open(place, sealed)).toThrow(
      'Key "2026-11" is not at hand. shop.session_sealed of row row-1 cannot be opened. ' +
        'Add 2026-11:<base64 of its 32 bytes> to INTERLINE_SECRET_KEYS.',
    );
  });

  test('another key under the same name is found out', () => {
    const impostor = createSealer({ keys: parseKeys(generateKey('2026-12')) });
    expect(codeOf(() => impostor.open(place, sealer.seal(place, 'token')))).toBe('NOT_AUTHENTIC');
  });

  test('printing keys or a sealer shows no key', () => {
    const secret = december.split(':')[1] ?? '';
    const printed = inspect([parseKeys(december), sealer], { depth: null, showHidden: true });
    expect(printed).not.toContain(secret.slice(0, 12));
    expect(printed).not.toContain(Buffer.from(secret, 'base64').toString('hex').slice(0, 12));
  });
});

describe('parseKeys', () => {
  test('reads several keys, the first one first', () => {
    expect(parseKeys(` ${december} , ${november}`).map(({ id }) => id)).toEqual(['2026-12', '2026-11']);
  });

  test.each([
    ['', 'INTERLINE_SECRET_KEYS: entry 1 has no valid id before the colon.'],
    ['canary', 'INTERLINE_SECRET_KEYS: key "canary" has 0 bytes instead of 32.'],
    ['a:Y2FuYXJ5', 'INTERLINE_SECRET_KEYS: key "a" has 6 bytes instead of 32.'],
    [`${december},${december}`, 'INTERLINE_SECRET_KEYS: two entries have the same id.'],
  ])('refuses %j', (text, problem) => {
    expect(() => parseKeys(text)).toThrow(`${problem} Expected id:base64[,id:base64…], each key 32 bytes in base64.`);
  });
});
