import type { PersonalField } from './personal-data.ts';

const HIDDEN = '***';

const MASKS: Readonly<Record<PersonalField, (value: string) => string>> = {
  name: maskName,
  namePinyin: maskWords,
  surnamePinyin: maskWords,
  givenNamePinyin: maskWords,
  phone: maskPhone,
  email: maskEmail,
  documentNumber: maskDocumentNumber,
  birthday: () => '****-**-**',
  address: maskAddress,
  message: () => HIDDEN,
  attributes: () => HIDDEN,
};

/** Masks one value; an empty one has nothing to hide. Applied twice, it gives the same. */
export function maskValue(field: PersonalField, value: string): string {
  if (value === '') return '';
  return MASKS[field](value.trim());
}

/** Surnames of two characters that are common enough to meet; of any other name only the first character shows. */
const COMPOUND_SURNAMES = new Set(
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 端木 百里 南宫 独孤 轩辕 申屠 公冶 澹台 呼延 闻人 完颜 赫连 第五 东郭 西门'.split(
    ' ',
  ),
);
const CHINESE_NAME = /^[\p{Script=Han}*]{2,4}$/u;

function maskName(value: string): string {
  if (!CHINESE_NAME.test(value)) return maskWords(value);
  const characters = [...value];
  const compound = characters.length > 2 && COMPOUND_SURNAMES.has(characters.slice(0, 2).join(''));
  const shown = characters.slice(0, compound ? 2 : 1);
  return shown.join('') + '*'.repeat(characters.length - shown.length);
}

function maskWords(value: string): string {
  const words = value.split(/[\s/,.·]+/u).filter((word) => word !== '');
  if (words.length === 0) return HIDDEN;
  return words.map((word) => shownStart([...word], 1)).join(' ');
}

/** The first characters and stars; stars only when that would show the whole or nothing new. */
function shownStart(characters: readonly string[], count: number): string {
  const start = characters.slice(0, count).join('');
  return characters.length <= count || start.startsWith('*') ? HIDDEN : start + HIDDEN;
}

const MAINLAND_MOBILE = /^((?:\+|00)?86)?(1[\d*]{2})[\d*]{4}([\d*]{4})$/;

function maskPhone(value: string): string {
  const compact = value.replaceAll(/[\s()-]/g, '');
  const mobile = MAINLAND_MOBILE.exec(compact);
  if (mobile) return `${mobile[1] ?? ''}${mobile[2]}****${mobile[3]}`;
  if (!/^\+?[\d*]{8,20}$/.test(compact)) return HIDDEN;
  return `${compact.slice(0, compact.startsWith('+') ? 4 : 2)}****${compact.slice(-2)}`;
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf('@');
  const domain = value.slice(at + 1);
  if (at < 0 || !/^[\p{L}\d*.-]{1,253}$/u.test(domain)) return HIDDEN;
  return `${shownStart(Array.from(value.slice(0, at)), 1)}@${domain}`;
}

function maskDocumentNumber(value: string): string {
  const characters = [...value];
  const end = (count: number): string => characters.slice(-count).join('');
  if (characters.length >= 8) return `${characters[0]}*****${end(2)}`;
  if (characters.length >= 5) return `${characters[0]}***${end(1)}`;
  return HIDDEN;
}

/** Closed lists, so that nothing but a place name can pass for one. */
const PROVINCE =
  /^(?:(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾)省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区|(?:香港|澳门)特别行政区|(?:北京|天津|上海|重庆)市)/u;
const CITY = /^(?:\p{Script=Han}{2,4}?[市盟]|\p{Script=Han}{2,10}?(?:自治州|地区))/u;

function maskAddress(value: string): string {
  const province = PROVINCE.exec(value)?.[0];
  if (province === undefined) return HIDDEN;
  const rest = value.slice(province.length).replace(/^[\s,，~^/-]+/u, '');
  const city = province.endsWith('市') ? '' : (CITY.exec(rest)?.[0] ?? '');
  return province + city + HIDDEN;
}

const SEPARATORS: { readonly [Field in PersonalField]?: RegExp } = {
  phone: /[\s()-]|^(?:\+|00)?86(?=[\s(-]*1)/gu,
  name: /[\s/,.·]/gu,
  namePinyin: /[\s/,.·]/gu,
};

/**
 * Whether a masked value could be the mask of a clear one. Channels differ in how many stars they
 * write, so a run of stars stands for one or more characters of any kind.
 */
export function maskCouldStandFor(field: PersonalField, masked: string, clear: string): boolean {
  const plain = (value: string): string => value.replaceAll(SEPARATORS[field] ?? /\s/gu, '').toLowerCase();
  return matchesPieces(plain(masked).split(/[*＊•●]+/u), plain(clear));
}

/** Whether `text` is the pieces in order with at least one character in each gap. Linear, whatever upstream sends. */
function matchesPieces(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length < 2) return first === text;
  if (!text.startsWith(first)) return false;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position + 1);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return text.length - last.length > position && text.endsWith(last);
}
