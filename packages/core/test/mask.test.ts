import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMasked, maskPersonalData, mergePersonalData } from '../src/privacy/mask.ts';
import { PERSONAL_FIELDS } from '../src/privacy/personal-data.ts';
import type { PersonalData, PersonalField } from '../src/privacy/personal-data.ts';

const mask = (field: PersonalField, value: string): string | undefined => maskPersonalData({ [field]: value })[field];

describe('maskPersonalData', () => {
  test.each([
    ['name', '张三', '张*'],
    ['name', '张三丰', '张**'],
    ['name', '欧阳娜娜', '欧阳**'],
    ['name', '欧阳', '欧*'],
    ['name', '阿布都热合曼·买买提', '阿*** 买***'],
    ['name', 'John Smith', 'J*** S***'],
    ['name', '张', '***'],
    ['namePinyin', 'ZHANG/SAN', 'Z*** S***'],
    ['surnamePinyin', 'ZHANG', 'Z***'],
    ['givenNamePinyin', 'A', '***'],
    ['phone', '13812340000', '138****0000'],
    ['phone', '138 1234 0000', '138****0000'],
    ['phone', '+86-138-1234-0000', '+86138****0000'],
    ['phone', '+85291234567', '+852****67'],
    ['phone', '(0571) 88155188', '05****88'],
    ['phone', '12306', '***'],
    ['email', 'alice@x.com', 'a***@x.com'],
    ['email', 'a@x.com', '***@x.com'],
    ['email', 'no address', '***'],
    ['documentNumber', '330106199001011234', '3*****34'],
    ['documentNumber', 'E12345678', 'E*****78'],
    ['documentNumber', 'H12345', 'H***5'],
    ['documentNumber', '123', '***'],
    ['birthday', '1990-01-01', '****-**-**'],
    ['address', '浙江省杭州市西湖区文三路 138 号', '浙江省杭州市***'],
    ['address', '北京市朝阳区望京街 9 号', '北京市***'],
    ['address', '新疆维吾尔自治区 伊犁哈萨克自治州 伊宁市解放路', '新疆维吾尔自治区伊犁哈萨克自治州***'],
    ['address', '张三家超市对面', '***'],
    ['message', 'Call me at 13812340000', '***'],
    ['attributes', 'wechat:alice;', '***'],
  ] as const)('shows of a %s %j only %j', (field, clear, shown) => {
    expect(mask(field, clear)).toBe(shown);
  });

  test('leaves out what is not there, and an empty value empty', () => {
    expect(maskPersonalData({ name: '张三', phone: '' })).toEqual({ name: '张*', phone: '' });
  });

  const field = fc.constantFrom(...PERSONAL_FIELDS);
  const personal = fc.oneof(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.stringMatching(/^[张李欧阳司马娜三丰*]{1,6}$/u),
    fc.stringMatching(/^[+]?[\d* -]{1,16}$/),
    fc.stringMatching(/^[a-z*]{0,6}@[a-z*.]{1,8}$/),
    fc.stringMatching(/^浙江省[杭州市西湖区 *]{0,12}$/u),
  );

  test('property: masking what is masked changes nothing, and what is masked is known to be', () => {
    fc.assert(
      fc.property(field, personal, (name, value) => {
        const once = mask(name, value) ?? '';
        expect(mask(name, once)).toBe(once);
        expect(isMasked(name, once)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  /** The most characters of the original that may be read in a mask. */
  const MOST: Readonly<Record<PersonalField, (value: string) => number>> = {
    name: (value) => Math.max(2, value.split(/[\s/,.·]+/u).length),
    namePinyin: (value) => value.split(/[\s/,.·]+/u).length,
    surnamePinyin: (value) => value.split(/[\s/,.·]+/u).length,
    givenNamePinyin: (value) => value.split(/[\s/,.·]+/u).length,
    // Country prefix, three and four digits.
    phone: () => 11,
    email: (value) => 1 + value.length - value.lastIndexOf('@'),
    documentNumber: () => 3,
    birthday: () => 0,
    address: () => 20,
    message: () => 0,
    attributes: () => 0,
  };

  test('property: a mask never shows more than its field allows', () => {
    fc.assert(
      fc.property(field, personal, (name, value) => {
        const shown = (mask(name, value) ?? '').replaceAll(/[*\s-]/g, '');
        expect([...shown].length).toBeLessThanOrEqual(MOST[name](value));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('isMasked', () => {
  test.each([
    ['name', '张*', true],
    ['name', '张三', false],
    ['phone', '138****0000', true],
    ['phone', '13812340000', false],
    ['documentNumber', '3＊＊＊＊4', true],
    ['message', 'A room of 2*3 m', false],
    ['message', 'Call ** please', true],
  ] as const)('%s %j: %s', (field, value, expected) => {
    expect(isMasked(field, value)).toBe(expected);
  });
});

describe('mergePersonalData', () => {
  const stored: PersonalData = { name: '张三', phone: '13812340000', documentNumber: '330106199001011234' };

  test('a masked value never overwrites the clear one it stands for', () => {
    const incoming: PersonalData = { name: '张*', phone: '138****0000', documentNumber: '3****************4' };
    expect(mergePersonalData(stored, incoming)).toEqual(stored);
  });

  test('a country prefix does not make another phone number', () => {
    expect(mergePersonalData(stored, { phone: '+86 138****0000' })).toEqual({ phone: '13812340000' });
  });

  test('a masked phone number that cannot be the stored one is taken; the rest of the person stays', () => {
    expect(mergePersonalData(stored, { ...stored, phone: '139****1111' })).toEqual({ ...stored, phone: '139****1111' });
  });

  test('another name is another person, of whom nothing stored is kept', () => {
    const incoming: PersonalData = { name: '李*', phone: '138****0000', documentNumber: '3****************4' };
    expect(mergePersonalData(stored, incoming)).toEqual(incoming);
  });

  test('a clear value always wins', () => {
    const incoming: PersonalData = { name: '张三', phone: '13900001111' };
    expect(mergePersonalData(stored, incoming)).toEqual(incoming);
    expect(mergePersonalData({ name: '张*' }, { name: '张三' })).toEqual({ name: '张三' });
  });

  test('what upstream no longer sends is gone', () => {
    expect(mergePersonalData(stored, { name: '张*' })).toEqual({ name: '张三' });
  });

  test('nothing stored: what came is kept as it came', () => {
    expect(mergePersonalData(null, { name: '张*' })).toEqual({ name: '张*' });
  });

  test('property: the mask of a person, merged into that person, changes nothing', () => {
    const value = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((text) => !/[*＊•●]/u.test(text));
    const trimmed = value.map((text) => text.trim()).filter((text) => text.length > 1);
    fc.assert(
      fc.property(fc.record({ name: trimmed, phone: trimmed, email: trimmed, documentNumber: trimmed }), (person) => {
        expect(mergePersonalData(person, { name: maskPersonalData(person).name ?? '' })).toEqual({ name: person.name });
      }),
    );
  });

  test('a hostile mask is compared in linear time', () => {
    const clear = 'a'.repeat(100_000);
    expect(mergePersonalData({ message: clear }, { message: `${'a**'.repeat(30_000)}b` })).toEqual({
      message: `${'a**'.repeat(30_000)}b`,
    });
  });
});
