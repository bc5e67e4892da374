import { AccessToken } from './access-token.ts';
import { Attachment } from './attachment.ts';
import { Backfill } from './backfill.ts';
import { Change } from './change.ts';
import { Command } from './command.ts';
import { DeadLetter } from './dead-letter.ts';
import { Disclosure } from './disclosure.ts';
import { DossierEntry } from './dossier-entry.ts';
import { FeedIdentity } from './feed-identity.ts';
import { Item } from './item.ts';
import { Message } from './message.ts';
import { OrderEvent } from './order-event.ts';
import { OrderRaw } from './order-raw.ts';
import { Order } from './order.ts';
import { Quote } from './quote.ts';
import { Refund } from './refund.ts';
import { Shop } from './shop.ts';
import { ShownKey } from './shown-key.ts';
import { SyncTask } from './sync-task.ts';
import { Ticket } from './ticket.ts';
import { Traveller } from './traveller.ts';
import { UnannouncedChange } from './unannounced-change.ts';
import { Watermark } from './watermark.ts';

/** Every table of the core, in PostgreSQL schema `interline`. */
export const ENTITIES = [
  AccessToken,
  Attachment,
  Backfill,
  Change,
  Command,
  DeadLetter,
  Disclosure,
  DossierEntry,
  FeedIdentity,
  Item,
  Message,
  Order,
  OrderEvent,
  OrderRaw,
  Quote,
  Refund,
  Shop,
  ShownKey,
  SyncTask,
  Ticket,
  Traveller,
  UnannouncedChange,
  Watermark,
] as const;
