import type { FlightNames } from '@interline/adapter-flight/wire';
import { AnswerList, isObject, list } from '../gateway/value.ts';
import type { AnswerObject, AnswerValue } from '../gateway/value.ts';

/** Words that no document lists: one for statuses that are text, one for those that are numbers. */
const UNKNOWN_TEXT = '状态待核实';
const UNKNOWN_NUMBER = 99;

/** The answer with statuses that no document lists, of orders, tickets, refunds and changes, wherever they stand. */
export function withUnknownStatuses(fields: AnswerObject, names: FlightNames): AnswerObject {
  const statuses = new Set([names.order.status, names.ticket.status, names.refund.status, names.change.status]);
  const change = (value: AnswerValue): AnswerValue => {
    if (value instanceof AnswerList) return list(value.innerName, value.items.map(change));
    return isObject(value) ? withUnknown(value) : value;
  };
  const withUnknown = (object: AnswerObject): AnswerObject =>
    Object.fromEntries(
      Object.entries(object).map(([name, value]) => {
        if (!statuses.has(name)) return [name, change(value)];
        return [name, typeof value === 'number' ? UNKNOWN_NUMBER : UNKNOWN_TEXT];
      }),
    );
  return withUnknown(fields);
}
