export { CONTRACT_VERSION, defineAdapter } from './adapter.ts';
export type {
  Adapter,
  AnyAdapter,
  FoundOrder,
  InboundMessage,
  MessageReading,
  PollSource,
  RunningSource,
  Services,
  ShopContext,
  ShopIdentity,
  ShopSession,
  Source,
  SourceHealth,
  StreamContext,
  StreamSource,
} from './adapter.ts';
export { ChannelError, UnreadableMessage } from './channel-error.ts';
export type { ChannelErrorKind } from './channel-error.ts';
export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
export type {
  Allowed,
  CommandAttempt,
  CommandDefinition,
  CommandSubject,
  ItemFacts,
  OrderFacts,
  SendOutcome,
  SettleOutcome,
} from './command-definition.ts';
export type { Database, Sql, Statement } from './database.ts';
export { ENTITIES } from './entities.ts';
export type { FeedEvent } from './feed.ts';
export type { HubContext, OpenChannel } from './hub-context.ts';
export { newId } from './id.ts';
export { silentLogger } from './logger.ts';
export type { Logger } from './logger.ts';
export { MIGRATIONS } from './migrations/index.ts';
export type { Migration } from './migration.ts';
export { PERSONAL_FIELDS } from './personal-data.ts';
export type { PersonalData, PersonalField } from './personal-data.ts';
export { seededRandom } from './random.ts';
export type { Random } from './random.ts';
export { createSealer, generateKey, parseKeys, SealError } from './seal.ts';
export type { SealedPlace, Sealer, SealingKey } from './seal.ts';
export { parkShop, resumeShop } from './park-shop.ts';
export { shopContext } from './shop-context.ts';
export type { ParkedShop, ReadyShop } from './shop-context.ts';
export { openSession } from './shop-session.ts';
export { COMMAND_CHANNEL, SYNC_CHANNEL } from './wake.ts';
export { isMasked, maskPersonalData, mergePersonalData } from './mask.ts';
export type {
  Anomaly,
  ItemSnapshot,
  Json,
  JsonObject,
  OrderSnapshot,
  RefundSnapshot,
  TravellerRole,
  TravellerSnapshot,
} from './snapshot.ts';
export {
  CLOSED_STATUSES,
  CONFIRMATIONS,
  isExpectedTransition,
  ORDER_STATUSES,
  rankOf,
  REFUND_STATUSES,
  summariseConfirmations,
  summariseRefunds,
} from './status.ts';
export type { Confirmation, Direction, OrderStatus, RefundStatus } from './status.ts';
export { can, SCOPES, seesShop } from './viewer.ts';
export type { Scope, Viewer } from './viewer.ts';
export { AccessToken } from './access-token.ts';
export { Backfill } from './backfill.ts';
export { Command } from './command.ts';
export type { CommandState } from './command.ts';
export { DeadLetter } from './dead-letter.ts';
export { Message } from './message.ts';
export { ORDER_EVENT_TYPES, OrderEvent } from './order-event.ts';
export type { OrderEventType } from './order-event.ts';
export { Item } from './item.ts';
export { Order } from './order.ts';
export { Refund } from './refund.ts';
export { Shop } from './shop.ts';
export type { Cause } from './sync-task.ts';
export { Traveller } from './traveller.ts';
export { authenticate, createAuthenticator } from './authenticate.ts';
export { authoriseShop } from './authorise-shop.ts';
export { awaitCommand } from './await-command.ts';
export { isSettled } from './command-record.ts';
export type { CommandRecord } from './command-record.ts';
export type { CommandRefusal, CommandRequest, CommandSubmission, InvalidField } from './command-submission.ts';
export type { CommandWork } from './command-work.ts';
export { findCommand } from './find-command.ts';
export { issueToken } from './issue-token.ts';
export type { TokenGrant } from './issue-token.ts';
export { listenShared } from './listen-shared.ts';
export { listTokens } from './list-tokens.ts';
export type { TokenRecord } from './list-tokens.ts';
export { orderFacts } from './order-facts.ts';
export { resolveCommand } from './resolve-command.ts';
export type { CommandFinding } from './resolve-command.ts';
export { revokeToken } from './revoke-token.ts';
export { saveShop } from './save-shop.ts';
export { submitCommand } from './submit-command.ts';
export { workCommands } from './work-commands.ts';
export { applySnapshots } from './apply/apply-snapshots.ts';
export type { AppliedOrder, ObservedOrder } from './apply/apply-snapshots.ts';
export { coalesce } from './coalesce.ts';
export { FEED_CHANNEL } from './feed.ts';
export { CursorError } from './feed-cursor.ts';
export type { CursorErrorCode } from './feed-cursor.ts';
export { ingestMessage, ingestMessages } from './ingest.ts';
export type { IngestResult } from './ingest.ts';
export { checkCursor, feedHead, feedStart, readFeed } from './read-feed.ts';
export type { FeedQuery } from './read-feed.ts';
export { requestSync, requestSyncs } from './request-sync.ts';
export type { SyncRequest } from './request-sync.ts';
export { runSync } from './sync/run-sync.ts';
export type { SyncOptions } from './sync/run-sync.ts';
export { listShops } from './list-shops.ts';
export type { ShopRecord } from './list-shops.ts';
export { announceDeadlines } from './announce-deadlines.ts';
export { ensureFeedIdentity } from './ensure-feed-identity.ts';
export { lossFigures } from './loss.ts';
export type { LossFigures } from './loss.ts';
export { prune } from './prune.ts';
export type { Pruned, Retention } from './prune.ts';
export { continueBackfills } from './reconcile/continue-backfills.ts';
export type { BackfillOptions } from './reconcile/continue-backfills.ts';
export { pollShop } from './reconcile/poll-shop.ts';
export type { PollOptions, PollReport } from './reconcile/poll-shop.ts';
export { requeryOpenOrders } from './reconcile/requery-open-orders.ts';
export type { RequeryOptions } from './reconcile/requery-open-orders.ts';
export { startBackfill } from './reconcile/start-backfill.ts';
export type { BackfillRecord } from './reconcile/start-backfill.ts';
export { replayDeadLetter } from './replay-dead-letter.ts';
export type { Replay } from './replay-dead-letter.ts';
export { releaseLeases } from './release-leases.ts';
export type { SearchReport } from './reconcile/search-range.ts';
export type { Change } from './apply/diff.ts';
