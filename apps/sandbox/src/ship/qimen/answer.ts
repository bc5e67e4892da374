import { SHIP_WORDS } from '@interline/adapter-ship/wire';
import type { ShipNames } from '@interline/adapter-ship/wire';
import { idText, isTopObject, parseTopJson } from '@interline/top-client/codec';
import type { TopObject } from '@interline/top-client/codec';
import { XMLParser } from 'fast-xml-parser';
import type { ToldPassenger, ToldTicket } from '../judge-tickets.ts';

/** What the merchant answered to a call. */
export interface QimenAnswer {
  readonly success: boolean;
  readonly code: string;
  readonly text: string;
  readonly fields: TopObject;
}

const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false });

/**
 * Codes with which a merchant says that it could not answer now, so that it is asked again. The words are those of our
 * own table: no document tells how the platform knows.
 */
const ASK_AGAIN: ReadonlySet<string> = new Set([
  SHIP_WORDS.answerCode.late,
  SHIP_WORDS.answerCode.internal,
  SHIP_WORDS.answerCode.replayed,
]);

/** Reads an answer in either form; undefined when it is none, for example because it was cut off. */
export function readAnswer(text: string, { outcome }: ShipNames): QimenAnswer | undefined {
  const fields = text.trimStart().startsWith('<') ? parseXml(text) : parseJson(text);
  if (!isTopObject(fields)) return undefined;
  const success = String(fields[outcome.success]);
  if (success !== 'true' && success !== 'false') return undefined;
  return {
    success: success === 'true',
    code: textOf(fields, outcome.code) ?? '',
    text: textOf(fields, outcome.text) ?? '',
    fields,
  };
}

/** Whether the answer settles what was asked. */
export function isSettling({ success, code }: QimenAnswer): boolean {
  return success || !ASK_AGAIN.has(code);
}

/** The tickets of an answer to `order.confirm` or `order.query`; none where it lists none. */
export function readTickets(fields: TopObject, names: ShipNames): ToldPassenger[] {
  const { orderAnswer, answeredPassenger, answeredTicket } = names;
  const passengers = listIn(fields, orderAnswer.passengers).map((passenger) => ({
    id: textOf(passenger, answeredPassenger.id),
    name: textOf(passenger, answeredPassenger.name),
    documentNumber: undefined,
    tickets: listIn(passenger, answeredPassenger.tickets).map((ticket) => readTicket(ticket, answeredTicket)),
  }));
  return passengers.some(({ tickets }) => tickets.length > 0) ? passengers : [];
}

/** The fees of an answer to `return.query`, in fen, by ticket; undefined where one is no whole number of fen. */
export function readFees(fields: TopObject, names: ShipNames): ReadonlyMap<string, number> | undefined {
  const { returnQueryAnswer, returnTicket } = names;
  const fees = listIn(fields, returnQueryAnswer.tickets).map(
    (ticket) => [textOf(ticket, returnTicket.ticketId) ?? '', fen(ticket[returnTicket.surcharge])] as const,
  );
  return fees.some(([, fee]) => Number.isNaN(fee)) ? undefined : new Map(fees);
}

/** A field as text; undefined when it is absent or empty. */
export function textOf(fields: TopObject, name: string): string | undefined {
  return idText(fields[name]);
}

function readTicket(ticket: TopObject, words: ShipNames['answeredTicket']): ToldTicket {
  return {
    id: textOf(ticket, words.id) ?? '',
    price: fen(ticket[words.price]),
    type: textOf(ticket, words.type) ?? '',
    subType: textOf(ticket, words.subType),
    number: textOf(ticket, words.number),
    electronicNumber: textOf(ticket, words.electronicNumber),
    secret: textOf(ticket, words.secret),
    seat: textOf(ticket, words.seat),
    told: textOf(ticket, words.status),
  };
}

/** Objects of a list in any form of the wire; XML says a list of one as an envelope with an object. */
function listIn(fields: TopObject, name: string): TopObject[] {
  const value = fields[name];
  const [only] = isTopObject(value) ? Object.values(value) : [];
  const members: unknown = Array.isArray(value) ? value : only;
  return (Array.isArray(members) ? members : [members]).filter(isTopObject);
}

function fen(value: unknown): number {
  const text = idText(value) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

function parseJson(text: string): unknown {
  try {
    return parseTopJson(text);
  } catch {
    return undefined;
  }
}

/** The members of the root. */
function parseXml(text: string): unknown {
  try {
    const document: unknown = xml.parse(text, true);
    if (!isTopObject(document)) return undefined;
    return Object.entries(document).find(([name]) => !name.startsWith('?'))?.[1];
  } catch {
    return undefined;
  }
}
