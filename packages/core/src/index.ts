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
export { ATTACHMENT_TYPES } from './contract/attachment.ts';
export type { Attachment, AttachmentType } from './contract/attachment.ts';
export type {
  CallAnswer,
  CallContext,
  CallSource,
  CallTrouble,
  CallVerdict,
  InboundCall,
  TroubledCall,
} from './contract/call-source.ts';
export type { Dossiers, DossierEntry, NewDossierEntry, OwedCommand } from './contract/dossier.ts';
export { ChannelError, UnreadableMessage } from './contract/channel-error.ts';
export type { ChannelErrorKind } from './contract/channel-error.ts';
export type { Allowed, CheckVerdict, Desk, InvalidField } from './contract/check.ts';
export type {
  ChannelCommand,
  CommandAttempt,
  CommandDefinition,
  CommandDesk,
  Failed,
  LocalCommand,
  LocalSendOutcome,
  SendOutcome,
  SettleOutcome,
  Succeeded,
} from './contract/command-definition.ts';
export type { CommandSubject, NewOrderSubject, OrderSubject, QuoteSubject } from './contract/command-subject.ts';
export type { ChangeFacts, ItemFacts, OrderFacts, RefundFacts, TicketFacts } from './contract/order-facts.ts';
export type { QueryDefinition, QueryOutcome } from './contract/query-definition.ts';
export { QUOTE_KINDS } from './contract/quote-kind.ts';
export type { PricedQuote, PriceOutcome, QuoteDefinition, QuoteFacts, QuoteLine } from './contract/quote-definition.ts';
export type { QuoteKind } from './contract/quote-kind.ts';
export type { Services } from './contract/services.ts';
export type { LocalCommandContext, ShopContext, ShopIdentity, ShopSession } from './contract/shop.ts';
export { instantText } from './instant-text.ts';
export { silentLogger } from './logger.ts';
export type { Logger } from './logger.ts';
export { PERSONAL_FIELDS } from './privacy/personal-data.ts';
export type { PersonalData, PersonalField } from './privacy/personal-data.ts';
export { seededRandom } from './random.ts';
export type { Random } from './random.ts';
export type {
  Anomaly,
  ChangeSnapshot,
  ItemSnapshot,
  Json,
  JsonObject,
  Notice,
  OrderSnapshot,
  RefundSnapshot,
  TicketSnapshot,
  TravellerRole,
  TravellerSnapshot,
} from './snapshot.ts';
export {
  CHANGE_STATUSES,
  CONFIRMATIONS,
  ORDER_STATUSES,
  REFUND_STATUSES,
  summariseConfirmations,
  summariseRefunds,
  TICKET_STATUSES,
} from './status.ts';
export type { ChangeStatus, Confirmation, Direction, OrderStatus, RefundStatus, TicketStatus } from './status.ts';
