import type { z } from 'zod';
import type { CallSource } from './call-source.ts';
import type { CommandDefinition } from './command-definition.ts';
import type { DossierEntry, OwedCommand } from './dossier.ts';
import type { QueryDefinition } from './query-definition.ts';
import type { QuoteDefinition } from './quote-definition.ts';
import type { JsonObject, OrderSnapshot } from '../snapshot.ts';
import type { Direction, OrderStatus } from '../status.ts';
import type { Services } from './services.ts';
import type { ShopContext } from './shop.ts';

/** The version of this contract. An adapter states the range it was written for. */
export const CONTRACT_VERSION = '1.0.0';

/**
 * A channel, as a value: how its messages are read, its orders fetched and mapped, its commands
 * sent, and what it adds to the schema.
 *
 * `Config` is what the merchant writes in `interline.config.ts`, `Connection` what `open` makes of
 * it once per process, `Builder` the schema builder of `@interline/schema`.
 */
export interface Adapter<Config, Connection, Builder> {
  /** The channel's name: lower case, unique in a hub, for example `vacation`. */
  readonly name: string;
  /** Semver range of {@link CONTRACT_VERSION} the adapter was written for; refused at boot when it does not match. */
  readonly compatibility: string;
  /** Whether the shop sells or buys on this channel. */
  readonly direction: Direction;
  /** Validates the configuration at boot; an error names the key. */
  readonly config: z.ZodType<Config>;
  /** Makes what the adapter needs once per process: clients, limiters. Must not call upstream. */
  open(config: Config, services: Services): Connection;
  /** Frees what `open` made. */
  close?(connection: Connection): Promise<void>;
  readonly sources: readonly Source<Connection>[];
  /**
   * Reads one order from upstream, now. Throws {@link ChannelError}.
   * @param reference the upstream order id
   */
  fetchOrder(context: ShopContext<Connection>, reference: string): Promise<OrderSnapshot>;
  /**
   * For a channel that cannot be asked about its orders, because it calls us and keeps no books that we may read:
   * what its orders' dossiers tell. Pure; `modifiedAt` is the `recordedAt` of the last entry, so that what was said last
   * is never taken for old news. `fetchOrder` of such an adapter maps what `context.dossiers` holds.
   */
  mapDossier?(reference: string, entries: readonly DossierEntry[]): OrderSnapshot;
  /**
   * Which commands follow from what was said about an order, for example the report of tickets that the merchant's system
   * had ready only after the channel was told to wait. Pure. Each is placed in the ledger in the transaction of the entry
   * that it follows from, once for its key, and is carried out like any other, by nobody's wish but the adapter's. It is
   * asked with every entry, whenever the order is synchronised, and at `notBefore` of what it named; name what is owed for
   * as long as it is.
   */
  owedCommands?(reference: string, entries: readonly DossierEntry[]): readonly OwedCommand[];
  /** By name, for example `deliver`. */
  readonly commands: Readonly<Record<string, CommandDefinition<unknown, Connection>>>;
  /** Prices to be asked for and confirmed, by name, for example `refund`. */
  readonly quotes?: Readonly<Record<string, QuoteDefinition<unknown, Connection>>>;
  /** Questions whose answers are not kept, by name, for example `searchFlights`. */
  readonly queries?: Readonly<Record<string, QueryDefinition<unknown, Connection>>>;
  /** Adds the channel's concrete types and mutations to the schema. */
  extendSchema?(builder: Builder): void;
}

/**
 * An adapter whose parameters nobody needs to know: what a hub holds a list of. The contract is
 * written with methods, whose parameters TypeScript compares both ways, so every adapter fits.
 */
export type AnyAdapter = Adapter<unknown, unknown, unknown>;

/** Where hints come from. */
export type Source<Connection> = StreamSource<Connection> | PollSource<Connection> | CallSource<Connection>;

/**
 * Messages that the channel sends or that are pulled from its queue, for all shops at once.
 * A message is stored before `deliver` resolves; the source must acknowledge upstream only then.
 */
export interface StreamSource<Connection> {
  readonly kind: 'stream';
  /** For example `tmc`. */
  readonly name: string;
  /**
   * The topics that are this channel's; loss is counted per topic. A message of one of them is the channel's whichever
   * connection brings it, since channels of one app may share a queue; no other channel of the hub may list the same.
   */
  readonly topics: readonly string[];
  /** Starts receiving. */
  start(context: StreamContext<Connection>): Promise<RunningSource>;
  /** Reads which order of which shop a stored message is about. Pure; throws {@link UnreadableMessage}. */
  read(message: InboundMessage): MessageReading;
}

/** What a stream is started with. */
export interface StreamContext<Connection> {
  readonly connection: Connection;
  readonly services: Services;
  /** Stores a message. Resolves after the commit; rejects when it could not be stored. */
  readonly deliver: (message: InboundMessage) => Promise<void>;
  /** Tells how the source is doing, for `channels { health }`. */
  readonly report: (health: SourceHealth) => void;
}

/** A stream that has been started. */
export interface RunningSource {
  /** Stops receiving; resolves when every delivered message has been answered. */
  stop(): Promise<void>;
}

/** How a source is doing. */
export interface SourceHealth {
  readonly state: 'CONNECTING' | 'RUNNING' | 'FAILING';
  /** What is wrong and what to do, when `FAILING`. */
  readonly problem: string | null;
}

/** A raw upstream notice. A hint, never the truth. */
export interface InboundMessage {
  readonly topic: string;
  /** The id by which upstream counts it; the same for a redelivery as far as the channel keeps it. */
  readonly upstreamId: string;
  /** As received. */
  readonly content: string;
  /** The merchant's account on the channel, when the envelope names it. */
  readonly accountId: string | null;
  readonly publishedAt: Date | null;
  /** How it came: `push`, `pull`, `call`. */
  readonly via: string;
}

/** What a stored message is about. */
export type MessageReading =
  | {
      readonly kind: 'order';
      readonly accountId: string;
      readonly reference: string;
      /** The order's modified time as the message has it; tells late news from lost news. */
      readonly modifiedAt: Date | null;
    }
  /**
   * About every open order of the account whose `detail` contains this (PostgreSQL's `@>`) and whose travel is not
   * over for more than three days, for news that name a flight or a sailing but no order. No order that fits: kept, and marked as ignored.
   */
  | { readonly kind: 'orders'; readonly accountId: string; readonly detail: JsonObject }
  /** Not for the hub; kept and marked as ignored, with the reason. */
  | { readonly kind: 'ignored'; readonly reason: string };

/** Asks the channel for orders of a time window: the net under lost messages. */
export interface PollSource<Connection> {
  readonly kind: 'poll';
  /** For example `trades.search`. */
  readonly name: string;
  /** Topic whose losses this poll reveals. */
  readonly reveals: string;
  /** Longest window one search may cover, in milliseconds. */
  readonly windowMs: number;
  /**
   * The orders created in [from, to), page by page. Throws {@link ChannelError}.
   * A channel that can filter by modified time says so by filling `modifiedAt`.
   */
  search(
    context: ShopContext<Connection>,
    window: { readonly from: Date; readonly to: Date },
  ): AsyncIterable<readonly FoundOrder[]>;
}

/** An order as a search shows it; null where the search does not say. */
export interface FoundOrder {
  readonly reference: string;
  readonly modifiedAt: Date | null;
  readonly status: OrderStatus | null;
}

/** Checks an adapter's shape as it is written, and keeps its type parameters. */
export function defineAdapter<Config, Connection, Builder = unknown>(
  adapter: Adapter<Config, Connection, Builder>,
): Adapter<Config, Connection, Builder> {
  return adapter;
}
