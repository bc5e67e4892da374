import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { CommandRequest, CommandSubmission } from '../../src/commands/command-submission.ts';
import { submitCommand } from '../../src/commands/submit-command.ts';
import { findQuote } from '../../src/quotes/find-quote.ts';
import type { QuoteRecord } from '../../src/quotes/quote-record.ts';
import { requestQuote } from '../../src/quotes/request-quote.ts';
import type { QuoteRequest, QuoteResult } from '../../src/quotes/request-quote.ts';
import { authoriseShop } from '../../src/shops/authorise-shop.ts';
import { commandHub, SESSION } from './command-hub.ts';
import type { CommandHub } from './command-hub.ts';

/** A hub for the tests of a file, with a new order in its first shop for each; prices are asked for and confirmed there. */
export function quoteDesk() {
  let hub: CommandHub;
  let reference: string;
  beforeAll(async () => {
    hub = await commandHub();
  });
  afterAll(() => hub[Symbol.asyncDispose]());
  /** Goes on with another order, whose reference it gives. */
  const anotherOrder = async (): Promise<string> => (reference = await hub.newOrder());
  beforeEach(anotherOrder);
  afterEach(async () => {
    await authoriseShop(hub.context, hub.shopId, { accessToken: SESSION, expiresAt: null });
    await hub.settleAll();
    hub.channel.fee = 1_000n;
  });

  const request = (change: Partial<QuoteRequest> = {}): QuoteRequest => ({
    channel: 'demo',
    name: 'refund',
    input: { reference },
    ...change,
  });
  const ask = (change: Partial<QuoteRequest> = {}, viewer = hub.viewer): Promise<QuoteResult> =>
    requestQuote(hub.context, viewer, request(change));
  const confirmation = (quote: string, idempotencyKey = `confirm-${reference}`): CommandRequest => ({
    channel: 'demo',
    name: 'confirm',
    idempotencyKey,
    input: { quote },
  });
  const confirm = (quote: string, idempotencyKey?: string, viewer = hub.viewer): Promise<CommandSubmission> =>
    submitCommand(hub.context, viewer, confirmation(quote, idempotencyKey));

  async function quoted(): Promise<string> {
    const result = await ask();
    if (result.kind !== 'quoted') throw new Error(result.message);
    return result.quoteId;
  }

  async function find(id: string): Promise<QuoteRecord> {
    const quote = await findQuote(hub.database, hub.viewer, id);
    if (!quote) throw new Error(`Quote ${id} is gone.`);
    return quote;
  }

  /** The quote that came with a command's outcome. */
  async function cameWith(commandId: string): Promise<QuoteRecord> {
    const [row] = await hub.database.query<{ id: string }>(
      { name: 'test.quote_of', text: 'select id from interline.quote where command_id = $1' },
      [commandId],
    );
    if (!row) throw new Error(`No quote came with command ${commandId}.`);
    return find(row.id);
  }

  async function setStatus(status: string): Promise<void> {
    await hub.database.query(
      {
        name: 'test.quote_status',
        text: 'update interline.orders set status = $3 where shop_id = $1 and reference = $2',
      },
      [hub.shopId, reference, status],
    );
  }

  return {
    now: () => ({ hub, reference }),
    anotherOrder,
    request,
    ask,
    confirmation,
    confirm,
    quoted,
    find,
    cameWith,
    setStatus,
  };
}
