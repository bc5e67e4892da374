import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authoriseShop } from '../src/shops/authorise-shop.ts';
import { issueToken } from '../src/access/issue-token.ts';
import { generateKey, parseKeys, createSealer } from '../src/privacy/seal.ts';
import { shopContext } from '../src/shops/shop-context.ts';
import { submitCommand } from '../src/commands/submit-command.ts';
import { workCommands } from '../src/commands/work-commands.ts';
import { prepareAttachment } from '../src/attachments/prepare-attachment.ts';
import { askChannel } from '../src/queries/ask-channel.ts';
import { requestQuote } from '../src/quotes/request-quote.ts';
import { TERMS_CANARY } from './support/desk-definitions.ts';
import type { Reception, Reply } from './support/command-channel.ts';
import { commandHub, SESSION, wishFor } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { dyingAt } from './support/dying-at.ts';

/** A personal value in a command's input. */
const PERSONAL = 'canary-13812340000';

let hub: CommandHub;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

test('no token, session, key or personal value reaches a log, an error, an answer or a column in clear', async () => {
  const key = generateKey('canary');
  const context = { ...hub.context, sealer: createSealer({ keys: parseKeys(key) }) };
  await authoriseShop(context, hub.shopId, { accessToken: SESSION, expiresAt: null });
  const { token } = await issueToken(context, { name: 'n', scopes: ['admin'], shopIds: null, expiresAt: null });
  const seen: unknown[] = [context, await shopContext(context, hub.shopId, new AbortController().signal)];
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    seen.push(await work().catch((error: unknown) => error));
  };

  const receptions: Reception[] = [
    'does it',
    'refuses it',
    'throttles',
    'breaks the adapter',
    'never receives it',
    'finds the session expired',
  ];
  const replies: Reply[] = ['does not say', 'is busy', 'finds the session expired'];
  for (const reception of receptions) {
    hub.channel.receive(reception);
    hub.channel.reply(...replies);
    const reference = await hub.newOrder();
    const request = wishFor(reference, { name: 'deliver', idempotencyKey: reference, note: PERSONAL });
    await attempt(() => submitCommand(context, hub.viewer, request));
    await attempt(() =>
      submitCommand(context, hub.viewer, { ...request, idempotencyKey: `${reference}-2`, input: PERSONAL }),
    );
    await attempt(() => workCommands(dyingAt(context, 'command.mark_sent'), { limit: 5 }));
    for (let round = 0; round < 5; round += 1) {
      hub.clock.advance(120_000);
      await attempt(() => workCommands(context, { limit: 5 }));
      await authoriseShop(context, hub.shopId, { accessToken: SESSION, expiresAt: null });
    }
    const correction = wishFor(reference, { name: 'deliver', idempotencyKey: 'other', note: `${PERSONAL}!` });
    await attempt(() => submitCommand(context, hub.viewer, correction));
  }
  // A confirmation whose fee moves, a booking and a question, whose inputs and answers are personal.
  const reference = await hub.newOrder();
  const quoted = await requestQuote(context, hub.viewer, { channel: 'demo', name: 'refund', input: { reference } });
  const quote = quoted.kind === 'quoted' ? quoted.quoteId : '';
  hub.channel.fee += 1n;
  for (const [name, input] of Object.entries({ confirm: { quote, note: PERSONAL }, book: { note: PERSONAL } })) {
    const request = { channel: 'demo', name, idempotencyKey: `${reference}-${name}`, input };
    await attempt(() => submitCommand(context, hub.viewer, request));
  }
  hub.channel.receive('does it, but does not say which');
  await attempt(() => workCommands(context, { limit: 5 }));
  const input = { from: PERSONAL, day: 'never' };
  await attempt(() => askChannel(context, hub.viewer, { channel: 'demo', name: 'search', input }));
  const plan = { shopId: hub.shopId, name: PERSONAL, type: 'image/png', size: 9 };
  await attempt(() => prepareAttachment(context, hub.viewer, plan));
  // A hub that has lost its key.
  await attempt(() => workCommands(hub.context, { limit: 5 }));
  await attempt(() => shopContext(hub.context, hub.shopId, new AbortController().signal));

  const columns = await hub.database.query({
    name: 'test.dump',
    text: `select string_agg(t, ' ') as text
             from (select shop::text as t from interline.shop
                   union all select command::text from interline.command
                   union all select quote::text from interline.quote
                   union all select attachment::text from interline.attachment
                   union all select access_token::text from interline.access_token) as dump`,
  });
  const printed = [
    ...hub.logger.lines,
    JSON.stringify(columns),
    ...seen.map((value) => inspect(value, { depth: 6 })),
  ].join('\n');
  const secrets = {
    session: SESSION,
    'session in hex': Buffer.from(SESSION).toString('hex'),
    token,
    key: key.split(':')[1] ?? '',
    personal: PERSONAL,
    'personal in hex': Buffer.from(PERSONAL).toString('hex'),
    terms: TERMS_CANARY,
    'terms in hex': Buffer.from(TERMS_CANARY).toString('hex'),
  };
  for (const [name, secret] of Object.entries(secrets)) {
    expect(printed.includes(secret), `the ${name} shows`).toBe(false);
  }
  expect(hub.logger.lines.length).toBeGreaterThan(10);
});
