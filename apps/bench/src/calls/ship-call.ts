import { SHIP_NAMES } from '@interline/adapter-ship/wire';
import { formatTopTime, signInboundCall } from '@interline/top-client/codec';

/** What Fliggy asks in the benchmark. */
export type CallKind = 'create' | 'query';

/** A signed call, as it is sent. */
export interface ShipCall {
  /** With the question mark. */
  readonly query: string;
  readonly body: string;
}

export const SECRET = 'helloworld';
export const CONTENT_TYPE = 'application/json;charset=UTF-8';

const TRAVEL_DATE = '2036-12-24';

/** The number at Fliggy of order `number`. */
export function shipReference(number: number): string {
  return String(3_892_200_000_000n + BigInt(number));
}

/**
 * A call about order `number`, signed now.
 * @param attempt makes each call another, as Fliggy's are
 */
export function shipCall(kind: CallKind, number: number, attempt: string, at = new Date()): ShipCall {
  const { method, call: names } = SHIP_NAMES;
  const parameters = {
    [names.method]: kind === 'create' ? method.orderCreate : method.orderQuery,
    [names.appKey]: '12345678',
    [names.timestamp]: formatTopTime(at),
    [names.format]: 'json',
    [names.version]: '2.0',
    [names.signMethod]: 'md5',
    attempt,
  };
  const body = JSON.stringify(kind === 'create' ? created(number) : asked(number));
  const unsigned = {
    query: new URLSearchParams(parameters).toString(),
    headers: { 'content-type': CONTENT_TYPE },
    body: Buffer.from(body),
  };
  const signed = new URLSearchParams({ ...parameters, [names.sign]: signInboundCall(unsigned, SECRET) });
  return { query: `?${signed.toString()}`, body };
}

/** An order for two. */
function created(number: number): object {
  const { createRequest: names, createPassenger: person } = SHIP_NAMES;
  const passenger = (place: number): object => ({
    [person.id]: String(number * 2 + place),
    [person.name]: place === 0 ? '张伟' : '李娜',
    [person.documentType]: '1',
    [person.documentNumber]: `11010119900307${String(1_000 + place)}`,
    [person.type]: '1',
    [person.price]: 12_000,
  });
  return {
    [names.orderId]: shipReference(number),
    [names.date]: TRAVEL_DATE,
    [names.time]: '08:30:00',
    [names.fromCityName]: '深圳',
    [names.fromPortName]: '蛇口',
    [names.toCityName]: '珠海',
    [names.toPortName]: '九洲',
    [names.scheduleId]: 'S1001',
    [names.goodsId]: 'G2002',
    [names.ticketCount]: 2,
    [names.total]: 24_000,
    [names.tradeNumber]: String(number),
    [names.contactName]: '王芳',
    [names.contactMobile]: '13800001111',
    [names.contactDocumentType]: '1',
    [names.contactDocumentNumber]: '110101198001010029',
    [names.passengers]: [passenger(0), passenger(1)],
  };
}

function asked(number: number): object {
  const { queryRequest: names } = SHIP_NAMES;
  const reference = shipReference(number);
  return { [names.agentOrderNumber]: reference, [names.orderId]: reference, [names.extension]: '{}' };
}
