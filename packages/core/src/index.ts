// What an adapter is written against.
export { CONTRACT_VERSION, defineAdapter } from './contract/adapter.ts';
export type {
  Adapter,
  AnyAdapter,
  FoundOrder,
  InboundMessage,
  MessageReading,
  PollSource,
  RunningSource,
  Source,
  SourceHealth,
  StreamContext,
  StreamSource,
} from './contract/adapter.ts';
export type { Services } from './contract/services.ts';
export type { ShopContext, ShopIdentity, ShopSession } from './contract/shop.ts';
export { ChannelError, UnreadableMessage } from './contract/channel-error.ts';
export type { ChannelErrorKind } from './contract/channel-error.ts';
export type {
  Allowed,
  CommandAttempt,
  CommandDefinition,
  CommandSubject,
  ItemFacts,
  OrderFacts,
  SendOutcome,
  SettleOutcome,
} from './contract/command-definition.ts';
export { PERSONAL_FIELDS } from './privacy/personal-data.ts';
export type { PersonalData, PersonalField } from './privacy/personal-data.ts';
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

// What the core is given.
export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
export type { Database, Sql, Statement } from './database.ts';
export { ENTITIES } from './entities.ts';
export type { HubContext, OpenChannel } from './hub-context.ts';
export { newId } from './id.ts';
export { instantText } from './instant-text.ts';
export { silentLogger } from './logger.ts';
export type { Logger } from './logger.ts';
export type { Migration } from './migration.ts';
export { MIGRATIONS } from './migrations/index.ts';
export { seededRandom } from './random.ts';
export type { Random } from './random.ts';

// What is kept.
export { AccessToken } from './access-token.ts';
export { Backfill } from './backfill.ts';
export { Command } from './command.ts';
export type { CommandState } from './command.ts';
export { DeadLetter } from './dead-letter.ts';
export { Item } from './item.ts';
export { Message } from './message.ts';
export { ORDER_EVENT_TYPES, OrderEvent } from './order-event.ts';
export type { OrderEventType } from './order-event.ts';
export { Order } from './order.ts';
export { Refund } from './refund.ts';
export { Shop } from './shop.ts';
export type { Cause } from './sync-task.ts';
export { Traveller } from './traveller.ts';

// What is done with it.
export { authenticate, createAuthenticator } from './access/authenticate.ts';
export { issueToken } from './access/issue-token.ts';
export type { TokenGrant } from './access/issue-token.ts';
export { listTokens } from './access/list-tokens.ts';
export type { TokenRecord } from './access/list-tokens.ts';
export { revokeToken } from './access/revoke-token.ts';
export { applySnapshots } from './apply/apply-snapshots.ts';
export type { AppliedOrder, ObservedOrder } from './apply/apply-snapshots.ts';
export type { Change } from './apply/change.ts';
export { coalesce } from './coalesce.ts';
export { awaitCommand } from './commands/await-command.ts';
export { isSettled } from './commands/command-record.ts';
export type { CommandRecord } from './commands/command-record.ts';
export type { CommandRefusal, CommandRequest, CommandSubmission, InvalidField } from './commands/command-submission.ts';
export type { CommandWork } from './commands/command-work.ts';
export { findCommand } from './commands/find-command.ts';
export { orderFacts } from './commands/order-facts.ts';
export { resolveCommand } from './commands/resolve-command.ts';
export type { CommandFinding } from './commands/resolve-command.ts';
export { submitCommand } from './commands/submit-command.ts';
export { workCommands } from './commands/work-commands.ts';
export { ensureFeedIdentity } from './feed/ensure-feed-identity.ts';
export { CursorError } from './feed/feed-cursor.ts';
export type { CursorErrorCode } from './feed/feed-cursor.ts';
export { FEED_CHANNEL } from './feed/feed.ts';
export type { FeedEvent } from './feed/feed.ts';
export { checkCursor, feedHead, feedStart, readFeed } from './feed/read-feed.ts';
export type { FeedQuery } from './feed/read-feed.ts';
export { announceDeadlines } from './housekeeping/announce-deadlines.ts';
export { prune } from './housekeeping/prune.ts';
export type { Pruned, Retention } from './housekeeping/prune.ts';
export { releaseLeases } from './housekeeping/release-leases.ts';
export { ingestMessage, ingestMessages } from './ingest/ingest.ts';
export type { IngestResult } from './ingest/ingest.ts';
export { listenShared } from './listen-shared.ts';
export { isMasked, maskPersonalData, mergePersonalData } from './privacy/mask.ts';
export { createSealer, generateKey, parseKeys, SealError } from './privacy/seal.ts';
export type { SealedPlace, Sealer, SealingKey } from './privacy/seal.ts';
export { continueBackfills } from './reconcile/continue-backfills.ts';
export type { BackfillOptions } from './reconcile/continue-backfills.ts';
export { lossFigures } from './reconcile/loss.ts';
export type { LossFigures } from './reconcile/loss.ts';
export { pollShop } from './reconcile/poll-shop.ts';
export type { PollOptions, PollReport } from './reconcile/poll-shop.ts';
export { requeryOpenOrders } from './reconcile/requery-open-orders.ts';
export type { RequeryOptions } from './reconcile/requery-open-orders.ts';
export type { SearchReport } from './reconcile/search-range.ts';
export { startBackfill } from './reconcile/start-backfill.ts';
export type { BackfillRecord } from './reconcile/start-backfill.ts';
export { authoriseShop } from './shops/authorise-shop.ts';
export { listShops } from './shops/list-shops.ts';
export type { ShopRecord } from './shops/list-shops.ts';
export { parkShop, resumeShop } from './shops/park-shop.ts';
export { saveShop } from './shops/save-shop.ts';
export { shopContext } from './shops/shop-context.ts';
export type { ParkedShop, ReadyShop } from './shops/shop-context.ts';
export { openSession } from './shops/shop-session.ts';
export { replayDeadLetter } from './sync/replay-dead-letter.ts';
export type { Replay } from './sync/replay-dead-letter.ts';
export { requestSync, requestSyncs } from './sync/request-sync.ts';
export type { SyncRequest } from './sync/request-sync.ts';
export { runSync } from './sync/run-sync.ts';
export type { SyncOptions } from './sync/run-sync.ts';
export { can, SCOPES, seesShop } from './viewer.ts';
export type { Scope, Viewer } from './viewer.ts';
export { COMMAND_CHANNEL, SYNC_CHANNEL } from './wake.ts';
