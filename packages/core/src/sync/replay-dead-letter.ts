import type { AnyAdapter, StreamSource } from '../contract/adapter.ts';
import type { DeadLetterKind } from '../dead-letter.ts';
import type { Sql } from '../database.ts';
import type { HubContext } from '../hub-context.ts';
import { readMessage } from '../ingest/ingest.ts';
import type { Reading } from '../ingest/ingest.ts';
import type { MessageEncoding } from '../message.ts';
import { openOrdersWith } from '../ingest/open-orders-with.ts';
import { requestSyncs } from './request-sync.ts';
import { seesShop } from '../viewer.ts';
import type { Viewer } from '../viewer.ts';

/** What a replay came to. */
export type Replay =
  /** The order, or all that the message is about, will be fetched; what fails again will be a new dead letter. */
  | { readonly kind: 'replayed'; readonly shopId: string; readonly references: readonly string[] }
  /** Now readable, but not for this hub; resolved with the reason. */
  | { readonly kind: 'ignored'; readonly reason: string }
  /** No dead letter with this id that the viewer may see. */
  | { readonly kind: 'not-found' }
  | { readonly kind: 'already-resolved'; readonly resolvedAt: Date }
  /** Nothing has changed: the message cannot be read, or its channel is gone. */
  | { readonly kind: 'still-dead'; readonly reason: string };

const lockStatement = {
  name: 'dead_letter.lock',
  text: `
select letter.id, letter.kind, letter.channel, letter.shop_id, letter.reference, letter.resolved_at, letter.message_id,
       message.source, message.topic, message.upstream_id, message.account_id, message.content, message.encoding, message.via,
       message.published_at
  from interline.dead_letter letter left join interline.message on message.id = letter.message_id
 where letter.id = $1
   for update of letter`,
};
const resolveStatement = {
  name: 'dead_letter.resolve',
  text: 'update interline.dead_letter set resolved_at = $2 where id = $1',
};
const triedStatement = {
  name: 'dead_letter.tried',
  text: 'update interline.dead_letter set tries = tries + 1, last_tried_at = $2, reason = $3 where id = $1',
};
const shopStatement = {
  name: 'dead_letter.shop',
  text: 'select id from interline.shop where channel = $1 and account_id = $2',
};
const concernedStatement = {
  name: 'dead_letter.concerned',
  text: `${openOrdersWith('$1', '$2::jsonb', '$3')} order by reference`,
};
const messageStatement = {
  name: 'dead_letter.message',
  text: `update interline.message
            set state = $2, shop_id = $3, account_id = $4, reference = $5, modified_at = $6, reason = $7
          where id = $1`,
};
const pendingAgainStatement = {
  name: 'dead_letter.pending_again',
  text: `update interline.message set state = 'PENDING'
          where shop_id = $1 and reference = $2 and state = 'DEAD'`,
};

interface Letter {
  readonly id: string;
  readonly kind: DeadLetterKind;
  readonly channel: string;
  readonly shop_id: string | null;
  readonly reference: string | null;
  readonly resolved_at: Date | null;
  readonly message_id: string | null;
  /** Null when the message is pruned. */
  readonly source: string | null;
  readonly topic: string;
  readonly upstream_id: string;
  readonly account_id: string | null;
  readonly content: string;
  readonly encoding: MessageEncoding;
  readonly via: string;
  readonly published_at: Date | null;
}

/** Tries once more what could not be processed: fetches the order, or reads the message again. */
export async function replayDeadLetter(context: HubContext, viewer: Viewer, id: string): Promise<Replay> {
  return context.database.transaction(async (sql) => {
    const [letter] = await sql.query<Letter>(lockStatement, [id]);
    if (!letter || !maySee(viewer, letter)) return { kind: 'not-found' };
    if (letter.resolved_at) return { kind: 'already-resolved', resolvedAt: letter.resolved_at };
    return letter.kind === 'ORDER' ? replayOrder(context, sql, letter) : replayMessage(context, sql, letter);
  });
}

function maySee(viewer: Viewer, letter: Letter): boolean {
  return letter.shop_id === null ? viewer.shopIds === null : seesShop(viewer, letter.shop_id);
}

async function replayOrder(context: HubContext, sql: Sql, letter: Letter): Promise<Replay> {
  const { shop_id: shopId, reference } = letter;
  if (shopId === null || reference === null) throw new Error(`Dead letter ${letter.id} names no order.`);
  await sql.query(pendingAgainStatement, [shopId, reference]);
  return fetchAgain(context, sql, letter, shopId, [reference]);
}

async function replayMessage(context: HubContext, sql: Sql, letter: Letter): Promise<Replay> {
  const adapter = context.channels.get(letter.channel)?.adapter;
  const source = adapter && streamOf(adapter, letter.source);
  if (!source) {
    const reason = `This hub cannot read messages of channel ${letter.channel}, source ${letter.source ?? '(pruned)'}.`;
    return { kind: 'still-dead', reason };
  }
  const reading = readMessage(context, letter.channel, source, {
    topic: letter.topic,
    upstreamId: letter.upstream_id,
    content: letter.encoding === 'json' ? (JSON.parse(letter.content) as string) : letter.content,
    accountId: letter.account_id,
    publishedAt: letter.published_at,
    via: letter.via,
  });
  const { state, accountId, reference, modifiedAt, about } = reading;
  if (state === 'DEAD') {
    const reason = reading.reason ?? '';
    await sql.query(triedStatement, [letter.id, context.clock.now(), reason]);
    return { kind: 'still-dead', reason };
  }
  const [shop] = await sql.query<{ id: string }>(shopStatement, [letter.channel, accountId]);
  const references = state === 'PENDING' && shop ? await concernedOrders(context, sql, shop.id, reading) : [];
  const isForUs = shop !== undefined && references.length > 0;
  const reason = isForUs ? null : (reading.reason ?? whyIgnored(accountId, shop));
  // A message about several orders is done with their tasks: no fetch of a single one could tell that it is.
  const newState = isForUs ? (about === null ? 'PENDING' : 'DONE') : 'IGNORED';
  const shopId = shop?.id ?? null;
  await sql.query(messageStatement, [letter.message_id, newState, shopId, accountId, reference, modifiedAt, reason]);
  if (isForUs) return fetchAgain(context, sql, letter, shop.id, references);
  await sql.query(resolveStatement, [letter.id, context.clock.now()]);
  return { kind: 'ignored', reason: reason ?? '' };
}

async function concernedOrders(
  { clock }: HubContext,
  sql: Sql,
  shopId: string,
  { reference, about }: Reading,
): Promise<string[]> {
  if (about === null) return reference === null ? [] : [reference];
  const found = await sql.query<{ reference: string }>(concernedStatement, [shopId, about, clock.now()]);
  return found.map((order) => order.reference);
}

function whyIgnored(accountId: string | null, shop: object | undefined): string {
  if (!shop) return `There is no shop with account ${accountId} on this channel.`;
  return `No open order of account ${accountId} on this channel is what the message is about.`;
}

async function fetchAgain(
  context: HubContext,
  sql: Sql,
  { id, channel }: Letter,
  shopId: string,
  references: readonly string[],
): Promise<Replay> {
  const at = context.clock.now();
  await requestSyncs(
    sql,
    references.map((reference) => ({ shopId, channel, reference, cause: 'REPLAY' as const, at })),
  );
  await sql.query(resolveStatement, [id, at]);
  return { kind: 'replayed', shopId, references };
}

function streamOf(adapter: AnyAdapter, name: string | null): StreamSource<unknown> | undefined {
  return adapter.sources.find(
    (source): source is StreamSource<unknown> => source.kind === 'stream' && source.name === name,
  );
}
