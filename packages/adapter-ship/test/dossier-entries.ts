import type { DossierEntry, JsonObject } from '@interline/core';

import { contentOf, ENTRY, ENTRY_KEY } from '../src/entries.ts';
import type {
  CreatedEntry,
  IssuedTicketFacts,
  PassengerFacts,
  RefundReportedEntry,
  ReturnDecisionEntry,
  TicketsReportedEntry,
} from '../src/entries.ts';

/** The order that the tests tell of: two passengers, 23,000 fen. */
export const ORDER_ID = '9007199254740993';

/** Its passengers. */
export const PASSENGERS: readonly PassengerFacts[] = [
  {
    id: '301',
    name: '罗大佑',
    documentType: '1',
    documentNumber: '212100198902171763',
    type: '1',
    ticketPrice: '12000',
  },
  {
    id: '302',
    name: '张艾嘉',
    documentType: '1',
    documentNumber: '310101195307221526',
    type: '2',
    ticketPrice: '11000',
  },
];

/** An entry that has not been put into a dossier. */
export interface Told {
  readonly kind: string;
  readonly key: string;
  readonly content: JsonObject;
}

/** A dossier in which this was said, a second apart. */
export function dossier(...told: readonly Told[]): DossierEntry[] {
  return told.map((entry, index) => ({
    ...entry,
    number: index + 1,
    recordedAt: new Date(1_767_225_600_000 + index * 1_000),
  }));
}

/** Fliggy places the order. */
export function created(changes: Partial<CreatedEntry['request']> = {}): Told {
  const content: CreatedEntry = {
    request: {
      orderId: ORDER_ID,
      date: '2026-02-01',
      time: '08:30:00',
      from: { cityCode: 'SZX', cityName: '深圳', portCode: 'SK', portName: '蛇口港' },
      to: { cityCode: 'ZUH', cityName: '珠海', portCode: null, portName: null },
      scheduleId: 'S-77',
      goodsId: 'G-1',
      seatGrade: null,
      ticketCount: 2,
      total: '23000',
      tradeNumber: '2026020122001',
      contact: { name: '李宗盛', mobile: '13800001234', documentType: '1', documentNumber: '110101195807199876' },
      passengers: PASSENGERS,
      extension: null,
      ...changes,
    },
    raw: '{}',
    digest: 'd',
    anomalies: [],
  };
  return { kind: ENTRY.created, key: ENTRY_KEY.created, content: contentOf(content) };
}

/** The merchant accepts it. */
export function accepted(): Told {
  const content = { accepted: true, agentOrderNumber: 'A-1', by: 'person' };
  return { kind: ENTRY.createDecided, key: ENTRY_KEY.createDecided, content };
}

/** The merchant refuses it, or the time does. */
export function refused(by = 'person'): Told {
  const content = { accepted: false, code: 'NO_SEATS', message: '无座', by };
  return { kind: ENTRY.createDecided, key: ENTRY_KEY.createDecided, content };
}

/** Fliggy asks for the tickets. */
export function confirmed(): Told {
  return { kind: ENTRY.confirmed, key: ENTRY_KEY.confirmed, content: { agentOrderNumber: 'A-1', anomalies: [] } };
}

/** Each passenger has one ticket. */
export function issued(changes: Partial<TicketsReportedEntry> = {}): Told {
  const content: TicketsReportedEntry = {
    via: 'report',
    agentOrderNumber: 'A-1',
    passengers: [
      { passengerId: '301', tickets: [ticket('T1', '12000')] },
      { passengerId: '302', tickets: [ticket('T2', '11000')] },
    ],
    pickUp: { place: '人民广场', number: '344420', secret: 'pick-4502039' },
    gate: '3',
    shipNumber: null,
    message: '取票密码 pick-4502039',
    ...changes,
  };
  return { kind: ENTRY.ticketsReported, key: ENTRY_KEY.ticketsReported, content: contentOf(content) };
}

/** The merchant has no tickets. */
export function failed(command = 'c1'): Told {
  return { kind: ENTRY.ticketsFailed, key: ENTRY_KEY.ticketsFailed + command, content: { code: 'E1', message: null } };
}

/** Fliggy asks for a refund of these tickets, of which the merchant keeps a tenth. */
export function asked(digest: string, ...ticketIds: readonly string[]): Told {
  const tickets = ticketIds.map((ticketId) => ({ ticketId, passengerId: null, surcharge: '1000' }));
  return { kind: ENTRY.returnConfirmed, key: ENTRY_KEY.returnConfirmed + digest, content: { tickets, anomalies: [] } };
}

/** The same, refused at once. */
export function refusedAtOnce(digest: string, ...ticketIds: readonly string[]): Told {
  const tickets = ticketIds.map((ticketId) => ({ ticketId, passengerId: null, surcharge: '7000' }));
  const content = { tickets, code: 'REFUND_FEE_CHANGED', message: 'not this fee', anomalies: [] };
  return { kind: ENTRY.returnRefused, key: ENTRY_KEY.returnRefused + digest, content };
}

/** The merchant's answer. */
export function answered(digest: string, decision: ReturnDecisionEntry): Told {
  return { kind: ENTRY.returnDecided, key: ENTRY_KEY.returnDecided + digest, content: contentOf(decision) };
}

/** The merchant's report of a refund. */
export function refundReported(command: string, changes: Partial<RefundReportedEntry> = {}): Told {
  const content: RefundReportedEntry = {
    success: true,
    ticketIds: null,
    amount: '21000',
    code: null,
    transactionId: 'M-1',
    mode: null,
    ...changes,
  };
  return { kind: ENTRY.refundReported, key: ENTRY_KEY.refundReported + command, content: contentOf(content) };
}

function ticket(id: string, price: string): IssuedTicketFacts {
  return {
    id,
    price,
    type: '1',
    subType: '11',
    number: `N-${id}`,
    electronicNumber: null,
    secret: `secret-${id}`,
    seat: null,
    title: null,
    description: null,
    expiresAt: null,
  };
}
