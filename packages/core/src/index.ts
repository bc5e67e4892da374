// What an adapter is written against. What the hub process needs besides is `@interline/core/hub`.
export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
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
export type { Services } from './contract/services.ts';
export type { ShopContext, ShopIdentity, ShopSession } from './contract/shop.ts';
export { instantText } from './instant-text.ts';
export { silentLogger } from './logger.ts';
export type { Logger } from './logger.ts';
export { PERSONAL_FIELDS } from './privacy/personal-data.ts';
export type { PersonalData, PersonalField } from './privacy/personal-data.ts';
export { seededRandom } from './random.ts';
export type { Random } from './random.ts';
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
export { CONFIRMATIONS, ORDER_STATUSES, REFUND_STATUSES, summariseConfirmations, summariseRefunds } from './status.ts';
export type { Confirmation, Direction, OrderStatus, RefundStatus } from './status.ts';
