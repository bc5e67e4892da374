import { z } from 'zod';

import { idText } from '../codec/json.ts';
import { parseTopTime } from '../codec/time.ts';
import { readTmcContent } from '../codec/tmc-content.ts';
import type { TmcContent } from '../codec/tmc-content.ts';
import type { TmcFrame, TmcValue } from '../codec/tmc-frame.ts';

/** A message of the Taobao Message Channel, whichever way it came. A hint: read the state with the query API. */
export interface TmcMessage {
  /** Id to confirm, 64 bits as text. */
  readonly id: string;
  /** For example `alitrip_travel_OrderChanged`. */
  readonly topic: string;
  /** Text of the business message, usually JSON. What could be read of it when `problem` is set. */
  readonly content: string;
  /** Why `content` is incomplete: it is too large or cannot be unzipped. Keep the message as a dead letter. */
  readonly problem?: string;
  /** Numeric id of the seller as text; empty for a message without a seller. */
  readonly userId: string;
  /** Nick of the seller; empty for a message without a seller. */
  readonly userNick: string;
  /** App key of the publisher. */
  readonly publisher: string;
  /** When it was published; when it arrived, where the message does not say. */
  readonly publishedAt: Date;
  /** The publisher's own id of the data. Pushed messages only. */
  readonly dataId?: string;
  /** How often it was delivered before, as far as the platform tells. Pushed messages only. */
  readonly retried?: number;
  /** The way it came. */
  readonly via: 'push' | 'pull';
}

/**
 * The message in a pushed frame; `undefined` when it has no 64-bit id and so could never be confirmed.
 *
 * @param maxBytes the longest content that is read, in bytes.
 */
export function messageFromFrame(frame: TmcFrame, receivedAt: Date, maxBytes: number): TmcMessage | undefined {
  const text = (name: string) => valueText(frame.values.get(name)) ?? '';
  const id = text('id');
  if (!isConfirmable(id)) return undefined;
  const time = frame.values.get('time');
  const dataId = valueText(frame.values.get('dataid'));
  const retried = Number(valueText(frame.values.get('retried')));
  return {
    id,
    topic: text('topic'),
    ...contentFields(readTmcContent(frame.values.get('content'), maxBytes)),
    userId: text('userid'),
    userNick: text('nick'),
    publisher: text('publisher'),
    publishedAt: time?.format === 'date' ? time.value : receivedAt,
    ...(dataId ? { dataId } : {}),
    ...(Number.isInteger(retried) ? { retried } : {}),
    via: 'push',
  };
}

/**
 * The message in an element of `taobao.tmc.messages.consume`; `undefined` when it has no 64-bit id.
 *
 * @param maxBytes the longest content that is read, in bytes.
 */
export function messageFromPull(entry: unknown, receivedAt: Date, maxBytes: number): TmcMessage | undefined {
  const read = PulledMessage.safeParse(entry);
  const id = read.success ? idText(read.data.id) : undefined;
  if (!read.success || id === undefined || !isConfirmable(id)) return undefined;
  const { topic, content, user_id, user_nick, pub_app_key, pub_time } = read.data;
  return {
    id,
    topic,
    ...contentFields(readTmcContent({ format: 'string', value: content }, maxBytes)),
    userId: idText(user_id) ?? '',
    userNick: user_nick,
    publisher: idText(pub_app_key) ?? '',
    publishedAt: timeOr(pub_time, receivedAt),
    via: 'pull',
  };
}

/** Only the id is indispensable; a field that is missing or of another type must not lose the message. */
const PulledMessage = z.object({
  id: z.union([z.string(), z.number()]),
  topic: z.string().catch(''),
  content: z.string().catch(''),
  user_id: z.unknown().optional(),
  user_nick: z.string().catch(''),
  pub_app_key: z.unknown().optional(),
  pub_time: z.string().catch(''),
});

/** Whether the id fits the Int64 of a Confirm. */
function isConfirmable(id: string): boolean {
  return /^-?\d{1,19}$/.test(id) && BigInt.asIntN(64, BigInt(id)) === BigInt(id);
}

function contentFields(content: TmcContent): { content: string; problem?: string } {
  return content.readable ? { content: content.text } : { content: content.text, problem: content.problem };
}

function valueText(value: TmcValue | undefined): string | undefined {
  if (value === undefined || value.value === null || value.format === 'bytes') return undefined;
  return value.format === 'date' ? String(value.value.getTime()) : String(value.value);
}

function timeOr(text: string, otherwise: Date): Date {
  try {
    return parseTopTime(text);
  } catch {
    return otherwise;
  }
}
