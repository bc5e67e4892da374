import { createHash } from 'node:crypto';
import type { InboundMessage, StreamSource } from '../contract/adapter.ts';
import { UnreadableMessage } from '../contract/channel-error.ts';
import type { HubContext } from '../hub-context.ts';
import { INGEST_STATEMENT } from './ingest-statement.ts';
import type { IngestedRow } from './ingest-statement.ts';
import type { MessageEncoding, MessageState } from '../message.ts';
import type { JsonObject } from '../snapshot.ts';
import { canonicalJson } from '../canonical-json.ts';
import { isStorable, isStorableJson, storableText } from '../storable-text.ts';

/** What became of a message. In every case it is stored and committed, and may be acknowledged upstream. */
export type IngestResult =
  /** The order or orders it is about will be fetched. */
  | { readonly kind: 'accepted'; readonly messageId: string }
  /** The same message came before; only its count went up. */
  | { readonly kind: 'duplicate'; readonly messageId: string }
  /** Not for this hub; kept with the reason. */
  | { readonly kind: 'ignored'; readonly messageId: string; readonly reason: string }
  /** Unreadable; kept, and among the dead letters. */
  | { readonly kind: 'dead'; readonly messageId: string; readonly reason: string };

/** Most characters of an upstream id, topic or reference; beyond it PostgreSQL could not index it. */
const MAX_ID_LENGTH = 500;

/** Stores one message; see {@link ingestMessages}. */
export async function ingestMessage(
  context: HubContext,
  channel: string,
  source: StreamSource<unknown>,
  message: InboundMessage,
): Promise<IngestResult> {
  const [result] = await ingestMessages(context, channel, source, [message]);
  if (!result) throw new Error('Storing one message gave no result.');
  return result;
}

/**
 * Stores raw messages as they came and asks for the orders they are about, in one transaction and one
 * round trip. Resolves after the commit; rejects when nothing was stored, and then nothing may be
 * acknowledged. A message that cannot be read is stored too, as a dead letter, because a redelivery
 * could not mend it.
 */
export async function ingestMessages(
  context: HubContext,
  channel: string,
  source: StreamSource<unknown>,
  messages: readonly InboundMessage[],
): Promise<IngestResult[]> {
  if (messages.length === 0) return [];
  const inbound = messages.map((message) => read(context, channel, source, message));
  const rows = await context.database.query<IngestedRow>(INGEST_STATEMENT, [
    channel,
    source.name,
    context.clock.now(),
    inbound.map(({ topic }) => topic),
    inbound.map(({ upstreamId }) => upstreamId),
    inbound.map(({ accountId }) => accountId),
    inbound.map(({ reference }) => reference),
    inbound.map(({ content }) => content),
    inbound.map(({ encoding }) => encoding),
    inbound.map(({ via }) => via),
    inbound.map(({ state }) => state),
    inbound.map(({ code }) => code),
    inbound.map(({ reason }) => reason),
    inbound.map(({ modifiedAt }) => modifiedAt),
    inbound.map(({ publishedAt }) => publishedAt),
    inbound.map(({ about }) => about),
  ]);
  const byId = new Map(rows.map((row) => [`${row.topic} ${row.upstream_id}`, row]));
  const seen = new Set<IngestedRow>();
  return inbound.map(({ topic, upstreamId }) => {
    const row = byId.get(`${topic} ${upstreamId}`);
    if (!row) throw new Error(`Message ${upstreamId} of topic ${topic} was not stored.`);
    const again = seen.has(row);
    seen.add(row);
    return again ? { kind: 'duplicate', messageId: row.id } : resultOf(row);
  });
}

interface InboxRow {
  readonly topic: string;
  readonly upstreamId: string;
  readonly accountId: string | null;
  readonly reference: string | null;
  readonly content: string;
  readonly encoding: MessageEncoding;
  readonly via: string;
  readonly state: MessageState;
  readonly code: string | null;
  readonly reason: string | null;
  readonly modifiedAt: Date | null;
  readonly publishedAt: Date | null;
  /** For a message about whichever open orders have this in their details, as JSON. */
  readonly about: string | null;
}

/** What a message says, as far as it can be told without the database. */
export type Reading = Pick<InboxRow, 'accountId' | 'reference' | 'state' | 'code' | 'reason' | 'modifiedAt' | 'about'>;

function read(context: HubContext, channel: string, source: StreamSource<unknown>, message: InboundMessage): InboxRow {
  const storable = isStorable(message.content);
  return {
    topic: indexable(message.topic),
    upstreamId: indexable(message.upstreamId),
    content: storable ? message.content : JSON.stringify(message.content),
    encoding: storable ? 'text' : 'json',
    via: storableText(message.via),
    publishedAt: message.publishedAt,
    ...readMessage(context, channel, source, message),
  };
}

/** Reads a message in memory, whatever it holds. */
export function readMessage(
  context: HubContext,
  channel: string,
  source: StreamSource<unknown>,
  message: InboundMessage,
): Reading {
  const unread = {
    accountId: message.accountId === null ? null : storableText(message.accountId),
    reference: null,
    code: null,
    modifiedAt: null,
    about: null,
  };
  try {
    const reading = source.read(message);
    if (reading.kind === 'ignored') {
      return { ...unread, state: 'IGNORED', reason: storableText(reading.reason) };
    }
    const accountId = storableText(reading.accountId);
    if (reading.kind === 'orders') {
      return { ...unread, accountId, about: searchable(reading.detail), state: 'PENDING', reason: null };
    }
    const { reference, modifiedAt } = reading;
    if (reference.length === 0 || reference.length > MAX_ID_LENGTH || !isStorable(reference)) {
      throw new UnreadableMessage(
        `The order id must be text of 1 to ${MAX_ID_LENGTH} characters without NUL; it has ${reference.length}.`,
      );
    }
    return { ...unread, accountId, reference, state: 'PENDING', reason: null, modifiedAt };
  } catch (error) {
    return { ...unread, state: 'DEAD', ...whyUnreadable(context, channel, source, message, error) };
  }
}

/** What orders are found by, as JSON that PostgreSQL takes. An empty object is refused: every order contains it. */
function searchable(detail: JsonObject): string {
  const json = canonicalJson(detail);
  if (json !== '{}' && isStorableJson(json)) return json;
  throw new UnreadableMessage(
    'The message names nothing by which orders could be found: what it names is empty, or holds characters that no order can hold.',
  );
}

function whyUnreadable(
  context: HubContext,
  channel: string,
  source: StreamSource<unknown>,
  message: InboundMessage,
  error: unknown,
): { readonly code: string; readonly reason: string } {
  if (error instanceof UnreadableMessage) {
    return { code: 'UNREADABLE_MESSAGE', reason: storableText(error.message) };
  }
  context.logger.error(
    { channel, source: source.name, topic: message.topic, upstreamId: message.upstreamId, err: error },
    'The adapter failed while it read a message; this is a fault of the adapter',
  );
  return {
    code: 'ADAPTER_FAULT',
    reason: `The adapter of channel ${channel} failed while it read the message; the log has the error. Replay it once the adapter is mended.`,
  };
}

/** Fit for a unique index; what is too long for one stands there by its hash. */
function indexable(id: string): string {
  if (id.length <= MAX_ID_LENGTH) return storableText(id);
  return `sha256:${createHash('sha256').update(id).digest('hex')}`;
}

function resultOf({ id, state, reason, is_new: isNew }: IngestedRow): IngestResult {
  if (!isNew) return { kind: 'duplicate', messageId: id };
  if (state === 'DEAD') return { kind: 'dead', messageId: id, reason: reason ?? '' };
  if (state === 'IGNORED') return { kind: 'ignored', messageId: id, reason: reason ?? '' };
  return { kind: 'accepted', messageId: id };
}
