import type { z } from 'zod';
import type { CheckVerdict } from './check.ts';
import type { ShopContext } from './shop.ts';

/** A question to the channel whose answer is not kept, for example a search for flights. */
export interface QueryDefinition<Input, Connection> {
  /** For people, for example "Search flights". */
  readonly label: string;
  readonly input: z.ZodType<Input>;
  /** What else can be told wrong before the channel is called. Pure. */
  check?(input: Input, desk: { readonly now: Date }): CheckVerdict;
  /** What else than asking again helps when the channel takes too long, for people. Pure. */
  whenSlow?(input: Input): string;
  /** Asks. Throws {@link ChannelError} for trouble that is not the question's. */
  ask(context: ShopContext<Connection>, input: Input): Promise<QueryOutcome>;
}

/** What the channel says to a question. */
export type QueryOutcome =
  /** `answer` is what the adapter's GraphQL types read. */
  | { readonly outcome: 'answered'; readonly answer: object }
  /** The channel does not answer this question. `code` is stable; `message` says what to do instead. */
  | { readonly outcome: 'refused'; readonly code: string; readonly message: string };
