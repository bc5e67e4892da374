import { beforeEach, describe, expect, test } from 'vitest';
import { judgeQuote } from '../src/quotes/judge-quote.ts';
import type { QuoteRecord } from '../src/quotes/quote-record.ts';
import type { QuoteRequest } from '../src/quotes/request-quote.ts';
import { authorisedShop, storeOrder } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { quoteDesk } from './support/quote-desk.ts';

let hub: CommandHub;
let reference: string;
const desk = quoteDesk();
const { ask, confirmation, confirm, quoted, cameWith } = desk;

beforeEach(() => {
  ({ hub, reference } = desk.now());
});

describe('a price that is asked for again', () => {
  const again = async (change: Partial<QuoteRequest>): Promise<string> => {
    const result = await ask(change);
    if (result.kind !== 'quoted') throw new Error(result.message);
    return result.quoteId;
  };

  test('stands in the place of the earlier ones, so that nobody confirms an old price by mistake', async () => {
    const first = await quoted();
    const second = await quoted();
    hub.channel.fee = 1_500n;
    const latest = await quoted();
    for (const old of [first, second]) {
      expect(await confirm(old, `old-${old}`)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: latest });
    }
    const command = await hub.accepted(confirmation(latest));
    await hub.work();
    expect(hub.channel.effects().find(({ commandId }) => commandId === command.id)).toMatchObject({ fee: 1_500n });
  });

  test('replaces nothing that was asked with other input, of another order or of another shop', async () => {
    const whole = await quoted();
    const part = await again({ input: { reference, itemReference: `${reference}-1` } });
    const other = await hub.newOrder();
    const ofOther = await again({ input: { reference: other } });
    const foreign = await authorisedShop(hub.context, `again-${reference}`);
    await storeOrder(hub.context, foreign, reference);
    await again({ shopId: foreign });
    for (const quote of [whole, part, ofOther]) {
      expect(await confirm(quote, `apart-${quote}`)).toMatchObject({ kind: 'accepted' });
    }
  });

  test('is the same however its input was written down', async () => {
    const first = await again({ input: { reference, itemReference: null } });
    const second = await again({ input: { itemReference: null, reference } });
    expect(await confirm(first)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: second });
    const third = await quoted();
    expect(await confirm(second)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: third });
  });

  test('ten at once leave one that holds', async () => {
    const quotes = await Promise.all(Array.from({ length: 10 }, quoted));
    const submissions = await Promise.all(quotes.map((quote) => confirm(quote, `race-${quote}`)));
    const taken = submissions.flatMap((submission) =>
      submission.kind === 'accepted' ? [submission.command.quoteId] : [],
    );
    expect(taken).toHaveLength(1);
    const refusals = submissions.filter(({ kind }) => kind === 'refused');
    expect(refusals.map((refusal) => ({ ...refusal, message: '' }))).toEqual(
      Array.from({ length: 9 }, () => ({ kind: 'refused', code: 'QUOTE_REPLACED', message: '', quoteId: taken[0] })),
    );
  });

  test('takes nothing back that is confirmed already; when that fails, the later one holds', async () => {
    const first = await quoted();
    const done = await hub.accepted(confirmation(first));
    await quoted();
    await hub.work();
    expect(await hub.stateOf(done)).toMatchObject({ state: 'SUCCEEDED' });

    reference = await desk.anotherOrder();
    const second = await quoted();
    hub.channel.receive('refuses it');
    const refused = await hub.accepted(confirmation(second));
    const latest = await quoted();
    await hub.work();
    expect(await hub.stateOf(refused)).toMatchObject({ state: 'FAILED', code: 'REFUSED' });
    expect(await confirm(second, `again-${reference}`)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: latest });
  });

  test('comes after the one that a failed confirmation left, and before it when that came later', async () => {
    const first = await quoted();
    const command = await hub.accepted(confirmation(first));
    const meantime = await quoted();
    hub.channel.fee = 1_500n;
    await hub.work();
    const found = await cameWith(command.id);
    expect(await confirm(meantime, 'a')).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: found.id });
    const latest = await quoted();
    for (const [old, key] of [first, meantime, found.id].map((quote) => [quote, `b-${quote}`] as const)) {
      expect(await confirm(old, key)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: latest });
    }
  });

  test('of a change that the channel has a name for is the same thing, whatever it came of', async () => {
    const propose = async (key: string): Promise<QuoteRecord> => {
      const input = { reference, note: key };
      const { id } = await hub.accepted({ channel: 'demo', name: 'propose', idempotencyKey: key, input });
      await hub.work();
      return cameWith(id);
    };
    const first = await propose(`one-${reference}`);
    const second = await propose(`two-${reference}`);
    expect(await judgeQuote(hub.context, first.id, null)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: second.id });
    expect(await judgeQuote(hub.context, second.id, null)).toBeNull();
  });
});
