import type { z } from 'zod';
import type { Attachment } from './attachment.ts';
import type { Allowed, CheckVerdict, Desk } from './check.ts';
import type { CommandSubject } from './command-subject.ts';
import type { ItemFacts, OrderFacts } from './order-facts.ts';
import type { PricedQuote, QuoteFacts } from './quote-definition.ts';
import type { LocalCommandContext, ShopContext } from './shop.ts';
import type { JsonObject } from '../snapshot.ts';

/** Something that can be asked for, with exactly one effect. */
export type CommandDefinition<Input, Connection> = ChannelCommand<Input, Connection> | LocalCommand<Input, Connection>;

/** What the channel is asked to do. It waits while the shop is parked. */
export interface ChannelCommand<Input, Connection> extends CommandRules<Input> {
  readonly local?: false;
  /** Sends the request once. The command row is already committed. A thrown error counts as `unknown`. */
  send(context: ShopContext<Connection>, input: Input, attempt: CommandAttempt): Promise<SendOutcome>;
  /**
   * After `unknown`: asks upstream what became of it. Reads only; or, where upstream promises to do the same request once
   * and to answer a repeat with the first result, asks by repeating it. May throw ChannelError; then it is asked again later.
   */
  settle(context: ShopContext<Connection>, input: Input, attempt: CommandAttempt): Promise<SettleOutcome>;
}

/**
 * What is done without the channel, such as a decision that goes into an order's dossier, or a question to the merchant's
 * own system. It needs no session, and is carried out while the shop is parked too.
 */
export interface LocalCommand<Input, Connection> extends CommandRules<Input> {
  readonly local: true;
  /** As a channel's command. `throttled` is for what is not to be had yet: it is tried again, however often. */
  send(context: LocalCommandContext<Connection>, input: Input, attempt: CommandAttempt): Promise<LocalSendOutcome>;
  /** As a channel's command, of whoever was asked. */
  settle(context: LocalCommandContext<Connection>, input: Input, attempt: CommandAttempt): Promise<SettleOutcome>;
}

/** What holds for a command, whoever carries it out. */
interface CommandRules<Input> {
  /** For people, for example "Deliver an item". */
  readonly label: string;
  readonly input: z.ZodType<Input>;
  /** What the input is about. Pure. */
  subject(input: Input): CommandSubject;
  /**
   * Whether the order, as the hub knows it, allows the command on this item (null: the whole order).
   * Pure; used to offer actions, and again before sending. Absent for a command that makes a new order.
   */
  allowed?(order: OrderFacts, item: ItemFacts | null): Allowed;
  /**
   * What else can be told wrong before the channel is called: an offer that is over, an amount that is no
   * longer the order's. Pure; asked when the command is submitted, and again before it is sent first.
   */
  check?(input: Input, desk: CommandDesk): CheckVerdict;
  /** Ids of the attachments that go with it; the hub refuses ids that are not the shop's uploaded ones. */
  attachments?(input: Input): readonly string[];
  /**
   * At most one success ever for the same key, whatever idempotency keys are used: after it, the
   * same input gets the first outcome without a call and other input is refused. Null: no such rule.
   * A success that is `repeatable` does not count.
   */
  onceKey?(input: Input): string | null;
  /**
   * Owed by dossiers alone (`owedCommands`): offered to nobody, and refused from anybody else. Default false.
   */
  readonly internal?: boolean;
  /** How long an effect may still land after the request was sent, in milliseconds; absence is proof only after it. */
  readonly settleWindowMs: number;
  /** What to do when the effect is proven absent. `resend` sends again; `fail` reports failure. */
  readonly whenAbsent: 'resend' | 'fail';
}

/** The same for a command. */
export interface CommandDesk extends Desk {
  /** The quote that is confirmed; null for other commands. */
  readonly quote: QuoteFacts | null;
}

/** One sending of a command. */
export interface CommandAttempt {
  /** The command's id: stable over attempts; fit to derive upstream idempotency numbers from. */
  readonly commandId: string;
  readonly idempotencyKey: string;
  /**
   * Whether the order's dossier owes it (`owedCommands`). It is placed once for its key: answer `throttled` while something
   * is in the way that will pass, where a person would be told to ask again.
   */
  readonly owed: boolean;
  /** From 1. */
  readonly number: number;
  /** When this attempt was first sent. */
  readonly sentAt: Date;
  /**
   * When it was last asked about, before now, and that was not answered; null when each asking was. Where asking repeats
   * the request, that repeat may still take effect: what `settleWindowMs` says of a sending holds for it too.
   */
  readonly askedAt: Date | null;
  /** The order that it is about; null while a command that makes a new order has not been told which. */
  readonly reference: string | null;
  /** The quote that is confirmed; null for other commands. */
  readonly quote: QuoteFacts | null;
  /** Reads the attachments that the input names, in its order. */
  openAttachments(): Promise<readonly Attachment[]>;
}

/**
 * What became of a sending. `result`, `code` and `message` are kept and answered in clear to whoever may
 * see the command, as the other outcomes' are: no personal data and no secret in them.
 */
export type SendOutcome =
  | LocalSendOutcome
  /** The shop has no valid session: nothing was sent; the command waits until the shop is authorised again. */
  | { readonly outcome: 'parked'; readonly code: string; readonly message: string };

/** The same of a command that needs no session. */
export type LocalSendOutcome =
  | Succeeded
  /** Upstream refused, or the request provably never left. Nothing happened there. */
  | Failed
  /** Upstream asks to wait; nothing was done. `message` says what is waited for, for people. */
  | { readonly outcome: 'throttled'; readonly retryAfterMs: number; readonly message?: string }
  /**
   * Nothing was done, and a person must look: the command needs attention, for this reason. With `retryAfterMs` it is tried
   * again all the same, since what is wrong may be mended meanwhile; then it goes on as if nothing had been.
   */
  | {
      readonly outcome: 'attention';
      readonly code: string;
      readonly message: string;
      readonly retryAfterMs?: number;
    }
  /** Time-out or cut connection: it may or may not have happened. */
  | { readonly outcome: 'unknown'; readonly message: string };

/** What upstream says became of the command. In clear, like {@link SendOutcome}: no personal data. */
export type SettleOutcome =
  | Succeeded
  | Failed
  /** Upstream shows no trace of the effect. */
  | { readonly outcome: 'absent' }
  /**
   * Upstream does not say yet. `answered`: it answered the asking all the same, so that nothing of it is under way any
   * more; matters where asking repeats the request. Default false.
   */
  | { readonly outcome: 'unclear'; readonly message: string; readonly answered?: boolean };

/** It was done. */
export interface Succeeded {
  readonly outcome: 'succeeded';
  readonly result: JsonObject;
  /** What a person should know or do all the same; the command shows it. Absent where there is nothing to say. */
  readonly message?: string;
  /** It uses up no `onceKey`: like a failure, it may be followed by another, for example a report of failure by one of success. Default false. */
  readonly repeatable?: boolean;
  /** The order that was made, by a command that makes one; required there. */
  readonly reference?: string;
  /** A price that upstream gave with it, to be confirmed next; stored as a quote of the order. */
  readonly quote?: PricedQuote;
}

/** It was not done. */
export interface Failed {
  readonly outcome: 'failed';
  /** Stable and upper case, or upstream's own. */
  readonly code: string;
  readonly message: string;
  /** The price that holds now, when it was refused because the quoted one no longer does; stored in the place of the old quote. */
  readonly quote?: PricedQuote;
}
