import type { Random } from '../random.ts';
import { credentialNumber } from './credentials.ts';
import type { Person } from './order.ts';

const SURNAMES = [
  ['王', 'wang'], ['李', 'li'], ['张', 'zhang'], ['刘', 'liu'], ['陈', 'chen'], ['杨', 'yang'], ['赵', 'zhao'],
  ['黄', 'huang'], ['周', 'zhou'], ['吴', 'wu'], ['徐', 'xu'], ['孙', 'sun'], ['胡', 'hu'], ['朱', 'zhu'],
  ['高', 'gao'], ['林', 'lin'], ['何', 'he'], ['郭', 'guo'], ['罗', 'luo'], ['欧阳', 'ouyang'], ['司马', 'sima'],
] as const; // prettier-ignore

const FEMALE_NAMES = [
  ['芳', 'fang'], ['娜', 'na'], ['秀英', 'xiuying'], ['敏', 'min'], ['静', 'jing'], ['丽', 'li'], ['雨桐', 'yutong'],
  ['梓涵', 'zihan'], ['欣怡', 'xinyi'], ['诗涵', 'shihan'], ['晓燕', 'xiaoyan'], ['婷婷', 'tingting'],
] as const; // prettier-ignore

const MALE_NAMES = [
  ['伟', 'wei'], ['强', 'qiang'], ['磊', 'lei'], ['军', 'jun'], ['洋', 'yang'], ['勇', 'yong'], ['杰', 'jie'],
  ['浩然', 'haoran'], ['子轩', 'zixuan'], ['宇航', 'yuhang'], ['志强', 'zhiqiang'], ['建国', 'jianguo'],
] as const; // prettier-ignore

const ADDRESSES = [
  { province: '浙江省', city: '杭州市', area: '西湖区', street: '文三路 478 号 3 幢 502 室' },
  { province: '上海市', city: '上海市', area: '徐汇区', street: '漕溪北路 88 号' },
  { province: '广东省', city: '深圳市', area: '南山区', street: '科技园南路 12 号' },
  { province: '四川省', city: '成都市', area: '锦江区', street: '红星路三段 1 号' },
];

const PHONE_PREFIXES = ['133', '135', '138', '139', '150', '158', '176', '182', '186', '199'] as const;

/** Documents a traveller may bring, by weight; the numbers are the wire's `credential_type`. */
const CREDENTIAL_WEIGHTS = { 0: 60, 1: 20, 2: 2, 3: 1, 4: 3, 5: 3, 6: 6, 10: 1, 11: 1, 12: 3 };

/** One invented person: name and pinyin agree, the document number has a valid form for its type, sex and birthday. */
export function inventPerson(random: Random, now: number, options: { withAddress?: boolean } = {}): Person {
  const sex = random.chance(0.5) ? 0 : 1;
  const [surname, surnamePinyin] = random.pick<readonly [string, string]>(SURNAMES);
  const [given, givenNamePinyin] = random.pick<readonly [string, string]>(sex === 0 ? MALE_NAMES : FEMALE_NAMES);
  const birthday = day(now - random.integer(19 * 365, 75 * 365) * 86_400_000);
  const credentialType = Number(random.weighted(CREDENTIAL_WEIGHTS));
  return {
    name: surname + given,
    surnamePinyin,
    givenNamePinyin,
    sex,
    birthday,
    phone: random.pick(PHONE_PREFIXES) + random.digits(8),
    email: `${surnamePinyin}${givenNamePinyin}${random.digits(3)}@example.com`,
    credentialType,
    credentialNo: credentialNumber(random, { type: credentialType, birthday, sex }),
    validDate: day(now + random.integer(365, 9 * 365) * 86_400_000),
    nationality: '中国',
    issueCountry: '中国',
    issuePlace: random.pick(ADDRESSES).city,
    ...(options.withAddress ? { address: random.pick(ADDRESSES) } : {}),
    ...(random.chance(0.3)
      ? { extendAttributes: { emergencyPhoneNumber: `139${random.digits(8)}`, memo: '素食' } }
      : {}),
  };
}

function day(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
