import { SHIP_WORDS } from '@interline/adapter-ship/wire';
import type { ShipNames } from '@interline/adapter-ship/wire';
import type { ShipOrder, ShipStatus } from './order.ts';
import { readTickets, textOf } from './qimen/answer.ts';
import type { QimenAnswer } from './qimen/answer.ts';
import type { QimenMethod } from './qimen/caller.ts';

const { answerCode: CODE } = SHIP_WORDS;

/**
 * What an answer breaks of the rules of the channel: result and code say the same, it is about the order, and what was
 * answered before is answered again. Undefined when nothing.
 *
 * @param before how the order stood when the call was made
 */
export function answerProblem(
  order: ShipOrder,
  before: ShipStatus,
  method: QimenMethod,
  answer: QimenAnswer,
  names: ShipNames,
): string | undefined {
  const { success, code, fields } = answer;
  const isDone = code === CODE.ok || (method === 'returnConfirm' && code === CODE.processing);
  if (success !== isDone) return `an answer has success ${success} with code "${code}"`;
  if (!success)
    return isTaken(before, method) ? `what was done is refused when it is asked for again: ${code}` : undefined;
  const words = numbersOf(method, names);
  const orderId = textOf(fields, words.orderId);
  if (orderId !== undefined && orderId !== String(order.id)) return `an answer names order ${orderId}`;
  const number = textOf(fields, words.agentOrderNumber);
  const known = order.agentOrderNumber;
  if (known !== undefined && number !== undefined && number !== known) {
    return `an answer names ${number} of the merchant, who said ${known}`;
  }
  if (method === 'orderCreate') return before === 'refused' ? 'a refused order is accepted' : undefined;
  return before === 'issued' ? otherTickets(order, answer, names) : undefined;
}

function numbersOf(
  method: QimenMethod,
  names: ShipNames,
): ShipNames['createAnswer' | 'orderAnswer' | 'returnQueryAnswer'] {
  if (method === 'orderCreate') return names.createAnswer;
  return method === 'returnQuery' ? names.returnQueryAnswer : names.orderAnswer;
}

/** Whether the merchant has done before what it is asked for again. */
function isTaken(before: ShipStatus, method: QimenMethod): boolean {
  if (method === 'orderCreate') return before !== 'placed' && before !== 'refused';
  return before === 'issued' && (method === 'orderConfirm' || method === 'orderQuery');
}

/** Tickets that are issued are always the same. None may be listed while a report of them is under way. */
function otherTickets({ tickets }: ShipOrder, { fields }: QimenAnswer, names: ShipNames): string | undefined {
  const told = readTickets(fields, names).flatMap((passenger) => passenger.tickets);
  if (told.length === 0) return undefined;
  const inWords = ({ id, price, type, number, seat }: (typeof told)[number] | (typeof tickets)[number]): string =>
    JSON.stringify([id, price, type, number, seat]);
  const isSame = new Set(told.map(inWords)).symmetricDifference(new Set(tickets.map(inWords))).size === 0;
  return isSame ? undefined : 'other tickets are answered than were issued';
}
