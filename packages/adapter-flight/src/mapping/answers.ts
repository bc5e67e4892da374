import { isTopObject, parseTopJson, responseRoot } from '@interline/top-client/codec';
import type { TopObject } from '@interline/top-client/codec';

import { ChannelError } from '@interline/core';
import type { Anomalies } from '../reading/anomalies.ts';
import type { Reader } from '../reading/reader.ts';
import type { FlightNames } from '../wire.ts';
import { orderReaders } from './wire-order.ts';
import type { WireChange, WireFlightChange, WireOrder, WireRefund } from './wire-order.ts';

/** The answers that together tell of one order, each byte for byte as it came. */
export interface OrderAnswers {
  readonly order: string;
  /** Absent where they were not asked for, because the order is not paid. */
  readonly refundList?: string;
  readonly refundDetails?: readonly string[];
  readonly changes?: string;
  readonly flightChanges?: string;
}

/** What the answers tell, read. */
export interface WireAnswers {
  readonly order: WireOrder;
  readonly refunds: readonly WireRefund[];
  readonly changes: readonly WireChange[];
  readonly flightChanges: readonly WireFlightChange[];
}

/** One JSON text that holds the answers unchanged: what is stored as the order's raw answer. */
export function composeAnswers(answers: OrderAnswers): string {
  const members = Object.entries(answers).map(
    ([name, part]: [string, string | readonly string[]]) =>
      `"${name}":${typeof part === 'string' ? part.trim() : `[${part.map((each) => each.trim()).join(',')}]`}`,
  );
  return `{${members.join(',')}}`;
}

/**
 * Reads what {@link composeAnswers} made.
 * @throws ChannelError `unreadable`, naming the answer, when one is cut off or is something else, or an amount has a
 *   fraction of a fen.
 */
export function readAnswers(raw: string, names: FlightNames, anomalies: Anomalies): WireAnswers {
  const parts = partsOf(raw);
  const { method } = names;
  const readers = orderReaders(names);
  const listed =
    parts['refundList'] === undefined
      ? []
      : (readAnswer(parts['refundList'], method.refundList, readers.refundList, anomalies).refunds ?? []);
  const details = Array.isArray(parts['refundDetails']) ? parts['refundDetails'] : [];
  const detailed = details.map((part) => readAnswer(part, method.refundDetail, readers.refundDetail, anomalies));
  const changes =
    parts['changes'] === undefined
      ? undefined
      : readAnswer(parts['changes'], method.changeQuery, readers.changes, anomalies);
  const flightChanges =
    parts['flightChanges'] === undefined
      ? undefined
      : readAnswer(parts['flightChanges'], method.flightChangeQuery, readers.flightChanges, anomalies);
  return {
    order: readAnswer(parts['order'], method.orderDetail, readers.order, anomalies, ''),
    refunds: joined(listed, detailed),
    changes: changes?.changes ?? [],
    flightChanges: flightChanges?.result?.flatMap(({ change }) => change ?? []) ?? [],
  };
}

/**
 * The order in an answer of its detail, to decide what else to ask.
 * @throws ChannelError `unreadable`
 */
export function readOrderAnswer(raw: string, names: FlightNames, anomalies: Anomalies): WireOrder {
  return readAnswer(parsed(raw), names.method.orderDetail, orderReaders(names).order, anomalies, '');
}

/**
 * The refunds in an answer of the list, as far as the list tells.
 * @throws ChannelError `unreadable`
 */
export function readRefundListAnswer(raw: string, names: FlightNames, anomalies: Anomalies): readonly WireRefund[] {
  const { refunds } = readAnswer(parsed(raw), names.method.refundList, orderReaders(names).refundList, anomalies);
  return refunds ?? [];
}

/** The detail of a refund says more than its line in the list, and later. */
function joined(listed: readonly WireRefund[], detailed: readonly WireRefund[]): WireRefund[] {
  const isOf = (refund: WireRefund) => (other: WireRefund) => other.refundNumber === refund.refundNumber;
  const unlisted = detailed.filter((refund) => !listed.some(isOf(refund)));
  return [...listed.map((refund) => ({ ...refund, ...detailed.find(isOf(refund)) })), ...unlisted];
}

/** Paths start with the API, but for the order itself, which is what most of them are about. */
function readAnswer<Value>(
  part: unknown,
  method: string,
  reader: Reader<Value>,
  anomalies: Anomalies,
  path = method,
): Value {
  const root = responseRoot(method);
  const content = isTopObject(part) ? part[root] : undefined;
  const read = isTopObject(content) ? reader(content, { path, anomalies, isPersonal: false }) : undefined;
  if (read === undefined) throw unreadable(`${root}: the answer of ${method} is not there`);
  return read;
}

function partsOf(raw: string): TopObject {
  const parts = parsed(raw);
  if (!isTopObject(parts)) throw unreadable('the answers are not a JSON object');
  return parts;
}

function parsed(raw: string): unknown {
  try {
    return parseTopJson(raw);
  } catch {
    throw unreadable('the answers are not complete JSON');
  }
}

/** @param what names the place */
export function unreadable(what: string): ChannelError {
  return new ChannelError(
    'unreadable',
    'UNREADABLE_ORDER',
    `${what}. It is fetched again; if it stays so, the platform changed its answer.`,
  );
}
