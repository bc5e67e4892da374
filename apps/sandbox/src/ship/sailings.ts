import type { SHIP_WORDS } from '@interline/adapter-ship/wire';

/** A port and its city. Codes of cities are those of GB/T 2260. */
export interface Port {
  readonly cityCode: string;
  readonly cityName: string;
  readonly code: string;
  readonly name: string;
}

/** What a passenger gets and what it costs an adult, in fen. */
export interface Fare {
  readonly type: keyof typeof SHIP_WORDS.ticketType;
  readonly subType: keyof typeof SHIP_WORDS.ticketSubType;
  readonly price: number;
  readonly title: string;
}

/** A ship that leaves every day at the same time. */
export interface Sailing {
  readonly goodsId: string;
  readonly scheduleId: string;
  readonly from: Port;
  readonly to: Port;
  /** `HH:mm:ss` in China. */
  readonly time: string;
  readonly ship: string;
  readonly seatGrade: string;
  readonly fares: readonly Fare[];
}

const YANTAI = port('370600', '烟台', 'YTG', '烟台港客运站');
const DALIAN = port('210200', '大连', 'DLG', '大连港客运站');
const WEIHAI = port('371000', '威海', 'WHG', '威海港客运中心');
const SHANGHAI = port('310000', '上海', 'SJW', '沈家湾客运中心');
const ZHOUSHAN = port('330900', '舟山', 'LZS', '李柱山客运中心');
const XIAMEN = port('350200', '厦门', 'WTM', '五通客运码头');
const KINMEN = port('719000', '金门', 'STM', '水头码头');
const BEIHAI = port('450500', '北海', 'BHG', '北海国际客运港');
const WEIZHOU = port('450502', '涠洲岛', 'XJM', '西角码头');
const SHENZHEN = port('440300', '深圳', 'SKG', '蛇口邮轮中心');
const ZHUHAI = port('440400', '珠海', 'JZG', '九洲港客运站');
const HAIKOU = port('460100', '海口', 'XHG', '新海港');
const XUWEN = port('440825', '徐闻', 'XWG', '徐闻港');

/** What is sold: real routes, at prices and times that are plausible. */
export const SAILINGS: readonly Sailing[] = [
  sailing('BH0601', YANTAI, DALIAN, '09:00:00', '渤海翠珠', '二等舱', 35_000),
  sailing('BH0602', YANTAI, DALIAN, '21:30:00', '渤海晶珠', '三等舱', 26_000),
  sailing('BH0611', DALIAN, YANTAI, '10:00:00', '中华复兴', '二等舱', 38_000),
  sailing('WD0301', WEIHAI, DALIAN, '20:30:00', '生生2', '三等舱', 24_000),
  sailing('SZ0101', SHANGHAI, ZHOUSHAN, '08:30:00', '舟桥2', '普通舱', 12_200),
  sailing('SZ0102', SHANGHAI, ZHOUSHAN, '13:10:00', '飞翔1', '普通舱', 13_600),
  sailing('XJ0101', XIAMEN, KINMEN, '08:00:00', '新五缘', '经济舱', 16_000),
  sailing('XJ0105', XIAMEN, KINMEN, '15:30:00', '和平之星', '经济舱', 16_000),
  withAdmission(sailing('BW0201', BEIHAI, WEIZHOU, '08:30:00', '北游26', '舒适舱', 15_000), 9_800),
  withAdmission(sailing('BW0203', BEIHAI, WEIZHOU, '14:30:00', '北游16', '豪华舱', 24_000), 9_800),
  sailing('SK0901', SHENZHEN, ZHUHAI, '09:30:00', '迅隆6', '普通舱', 13_000),
  sailing('HX0701', HAIKOU, XUWEN, '11:00:00', '紫荆38', '普通席', 4_150),
];

/** The sailing with this product id. */
export function sailingOf(goodsId: string): Sailing | undefined {
  return SAILINGS.find((sailing) => sailing.goodsId === goodsId);
}

/** What a passenger pays for one fare, in fen: children half, to the whole yuan, and no part of a yuan is lost. */
export function priceFor({ price }: Fare, type: keyof typeof SHIP_WORDS.passengerType): number {
  return type === 'CHILD' ? Math.ceil(price / 200) * 100 : price;
}

function port(cityCode: string, cityName: string, code: string, name: string): Port {
  return { cityCode, cityName, code, name };
}

function sailing(
  id: string,
  from: Port,
  to: Port,
  time: string,
  ship: string,
  seatGrade: string,
  price: number,
): Sailing {
  const title = `${from.cityName}至${to.cityName} ${seatGrade}`;
  const fares = [{ type: 'SHIP', subType: 'OUTWARD', price, title }] as const;
  return { goodsId: `G-${id}`, scheduleId: `S-${id}`, from, to, time, ship, seatGrade, fares };
}

function withAdmission(sold: Sailing, price: number): Sailing {
  const admission = { type: 'ADMISSION', subType: 'ADMISSION', price, title: `${sold.to.cityName}进岛门票` } as const;
  return { ...sold, fares: [...sold.fares, admission] };
}
