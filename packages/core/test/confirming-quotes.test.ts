import { beforeEach, describe, expect, test } from 'vitest';
import { submitCommand } from '../src/commands/submit-command.ts';
import { authoriseShop } from '../src/shops/authorise-shop.ts';
import { parkShop } from '../src/shops/park-shop.ts';
import { SETTLE_WINDOW_MS } from './support/command-channel.ts';
import { SESSION } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { meanwhile } from './support/meanwhile.ts';
import { QUOTE_MS, TERMS_CANARY } from './support/desk-definitions.ts';
import { quoteDesk } from './support/quote-desk.ts';

let hub: CommandHub;
let reference: string;
const desk = quoteDesk();
const { confirmation, confirm, quoted, cameWith } = desk;

beforeEach(() => {
  ({ hub, reference } = desk.now());
});

describe('a command that confirms a quote', () => {
  test('is about the quote’s order, is sent with its terms, and is done once', async () => {
    const quoteId = await quoted();
    const command = await hub.accepted(confirmation(quoteId));
    expect(command).toMatchObject({ reference, quoteId, orderId: expect.any(String) });
    await hub.work();
    expect(hub.channel.requests.at(-1)).toMatchObject({
      reference,
      quote: { id: quoteId, reference, fee: 1_000n, terms: { canary: TERMS_CANARY } },
    });
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await confirm(quoteId)).toMatchObject({ repeated: true, command: { id: command.id, state: 'SUCCEEDED' } });
    expect(await confirm(quoteId, 'another key')).toMatchObject({ code: 'QUOTE_USED', commandId: command.id });
    expect(hub.effectsOf(command)).toBe(1);
  });

  test('ten keys at once: one command, and nine are told which', async () => {
    const quoteId = await quoted();
    const submissions = await Promise.all(
      Array.from({ length: 10 }, (_, index) => confirm(quoteId, `${reference}-${index}`)),
    );
    const [taken, ...more] = submissions.filter(({ kind }) => kind === 'accepted');
    expect(more).toEqual([]);
    const commandId = taken?.kind === 'accepted' ? taken.command.id : '';
    const refusals = submissions.filter(({ kind }) => kind === 'refused');
    expect(refusals.map((refusal) => ({ ...refusal, message: '' }))).toEqual(
      Array.from({ length: 9 }, () => ({ kind: 'refused', code: 'QUOTE_USED', message: '', commandId })),
    );
  });

  test('ten calls with one key at once are one command', async () => {
    const quoteId = await quoted();
    const commands = await Promise.all(Array.from({ length: 10 }, () => hub.accepted(confirmation(quoteId))));
    expect(new Set(commands.map(({ id }) => id)).size).toBe(1);
  });

  test('the same wish, taken down between two looks of this one, is its answer', async () => {
    const request = confirmation(await quoted());
    let first = '';
    const context = meanwhile(hub.context, 'quote.standing', async () => {
      ({ id: first } = await hub.accepted(request));
    });
    expect(await submitCommand(context, hub.viewer, request)).toMatchObject({ repeated: true, command: { id: first } });
  });

  test.each([
    [
      'a command that found that its price had moved',
      async (quoteId: string) => {
        hub.channel.fee = 1_500n;
        await hub.accepted(confirmation(quoteId));
        await hub.work();
      },
    ],
    ['somebody who asked again', async () => void (await quoted())],
  ])('is not taken down when the quote was replaced right before by %s', async (_name, replace) => {
    const quoteId = await quoted();
    const context = meanwhile(hub.context, 'command.insert', () => replace(quoteId));
    const late = await submitCommand(context, hub.viewer, confirmation(quoteId, `late-${reference}`));
    expect(late).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: expect.not.stringMatching(quoteId) });
  });

  test('is stopped before it is sent when the price was found to have moved while it was taken down', async () => {
    const quoteId = await quoted();
    const command = await hub.accepted(confirmation(quoteId));
    await hub.database.query(foundMovedStatement, [quoteId]);
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: 'QUOTE_REPLACED', attempts: 0 });
  });

  test('a quote of another kind, or none, is refused', async () => {
    const proposal = {
      channel: 'demo',
      name: 'propose',
      idempotencyKey: `p-${reference}`,
      input: { reference, note: 'n' },
    };
    const { id: commandId } = await hub.accepted(proposal);
    await hub.work();
    const change = await cameWith(commandId);
    for (const id of [change.id, '019aa000-0000-7000-8000-00000000dead', 'not a uuid']) {
      expect(await confirm(id)).toMatchObject({ kind: 'refused', code: 'QUOTE_NOT_FOUND' });
    }
  });

  test('a quote that has expired is refused; the first command is repeated all the same', async () => {
    const quoteId = await quoted();
    const first = await hub.accepted(confirmation(quoteId));
    hub.clock.advance(QUOTE_MS);
    const late = await quoted();
    hub.clock.advance(QUOTE_MS);
    expect(await confirm(late, 'late')).toMatchObject({ code: 'QUOTE_EXPIRED' });
    expect(await confirm(quoteId)).toMatchObject({ repeated: true, command: { id: first.id } });
  });

  test('a quote that expires before it could be confirmed stops the command, and nothing is sent', async () => {
    const command = await hub.accepted(confirmation(await quoted()));
    await parkShop(hub.context, hub.shopId, { code: 'TEST', reason: 'Wait.' });
    await hub.afterwards(QUOTE_MS);
    await authoriseShop(hub.context, hub.shopId, { accessToken: SESSION, expiresAt: null });
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: 'QUOTE_EXPIRED', attempts: 0 });
  });

  test('a command that failed leaves the quote to another', async () => {
    hub.channel.receive('refuses it');
    const quoteId = await quoted();
    const first = await hub.accepted(confirmation(quoteId));
    await hub.work();
    expect(await hub.stateOf(first)).toMatchObject({ state: 'FAILED', code: 'REFUSED' });
    const second = await hub.accepted(confirmation(quoteId, `second-${reference}`));
    await hub.work();
    expect(await hub.stateOf(second)).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('an effect that lands late is found by asking; nothing is confirmed twice [invariant 6]', async () => {
    hub.channel.receive({ landsAfterMs: 30_000 });
    const command = await hub.accepted(confirmation(await quoted()));
    await hub.work();
    await hub.afterwards(1_000);
    await hub.afterwards(SETTLE_WINDOW_MS);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(hub.effectsOf(command)).toBe(1);
  });
});

describe('invariant 9: exactly the quoted fee; a changed fee is a new quote, never a blind retry', () => {
  test('[fee changes in between]', async () => {
    const quoteId = await quoted();
    const command = await hub.accepted(confirmation(quoteId));
    hub.channel.fee = 1_500n;
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: 'FEE_CHANGED', attempts: 1 });
    await hub.afterwards(QUOTE_MS / 2);
    expect(hub.effectsOf(command)).toBe(0);

    const now = await cameWith(command.id);
    expect(now).toMatchObject({
      fee: 1_500n,
      reference,
      kind: 'REFUND',
      requestedBy: 'back office',
    });
    expect(await confirm(quoteId, 'again')).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: now.id });
    const second = await hub.accepted(confirmation(now.id, `second-${reference}`));
    await hub.work();
    expect(await hub.stateOf(second)).toMatchObject({ state: 'SUCCEEDED' });
    expect(hub.channel.effects().find(({ commandId }) => commandId === second.id)).toMatchObject({ fee: 1_500n });
  });

  test('who holds the first of several is told the latest', async () => {
    const first = await quoted();
    let latest = first;
    for (const fee of [1_500n, 1_600n, 1_700n]) {
      hub.channel.fee = fee;
      const command = await hub.accepted(confirmation(latest, `${reference}-${fee}`));
      await hub.work();
      ({ id: latest } = await cameWith(command.id));
    }
    expect(await confirm(first, 'first')).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: latest });
  });
});

describe('a price that comes with a success', () => {
  test('is kept as a quote of the order, to be confirmed next', async () => {
    const input = { reference, note: 'a later flight' };
    const command = await hub.accepted({ channel: 'demo', name: 'propose', idempotencyKey: `p-${reference}`, input });
    await hub.work();
    expect(await cameWith(command.id)).toMatchObject({
      name: 'propose',
      kind: 'CHANGE',
      reference,
      changeReference: 'change-1',
    });
  });
});

/** What a command leaves that found that the price of a quote had moved. */
const foundMovedStatement = {
  name: 'test.found_moved',
  text: `insert into interline.quote
           (id, shop_id, channel, name, kind, reference, precalculated, currency, expires_at, lines, terms_sealed,
            command_id, subject_hash, requested_by, created_at)
         select gen_random_uuid(), shop_id, channel, name, kind, reference, precalculated, currency, expires_at, lines,
                terms_sealed, gen_random_uuid(), subject_hash, requested_by, created_at
           from interline.quote where id = $1`,
};
