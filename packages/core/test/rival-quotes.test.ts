import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommandRecord } from '../src/commands/command-record.ts';
import { submitCommand } from '../src/commands/submit-command.ts';
import { requestQuote } from '../src/quotes/request-quote.ts';
import { SETTLE_WINDOW_MS } from './support/command-channel.ts';
import { commandHub } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { meanwhile } from './support/meanwhile.ts';

let hub: CommandHub;
let reference: string;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());
beforeEach(async () => {
  reference = await hub.newOrder();
});
afterEach(() => hub.settleAll());

const confirmation = (quote: string) => ({
  channel: 'demo',
  name: 'confirm',
  idempotencyKey: `confirm-${quote}`,
  input: { quote },
});
const confirm = (quote: string, context = hub.context) => submitCommand(context, hub.viewer, confirmation(quote));

async function quoted(): Promise<string> {
  const result = await requestQuote(hub.context, hub.viewer, { channel: 'demo', name: 'refund', input: { reference } });
  if (result.kind !== 'quoted') throw new Error(result.message);
  return result.quoteId;
}

describe('a later price of what another command is confirming', () => {
  test('waits for it, also while nobody knows what became of it; then the order decides', async () => {
    hub.channel.receive('does it, but does not answer');
    const first = await hub.accepted(confirmation(await quoted()));
    const later = await quoted();
    const refusal = { kind: 'refused', code: 'QUOTE_USED', commandId: first.id };
    expect(await confirm(later)).toMatchObject(refusal);
    await hub.work();
    expect(await hub.stateOf(first)).toMatchObject({ state: 'UNKNOWN' });
    expect(await confirm(later)).toMatchObject(refusal);
    await hub.afterwards(SETTLE_WINDOW_MS);
    expect(await hub.stateOf(first)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await confirm(later)).toMatchObject({ kind: 'accepted' });
  });

  test('is free when that failed', async () => {
    hub.channel.receive('refuses it');
    const first = await hub.accepted(confirmation(await quoted()));
    const later = await quoted();
    await hub.work();
    expect(await hub.stateOf(first)).toMatchObject({ state: 'FAILED' });
    expect(await confirm(later)).toMatchObject({ kind: 'accepted' });
  });

  test('goes second when both were taken down at the same time: one is sent', async () => {
    const [earlier, later] = [await quoted(), await quoted()];
    const others: CommandRecord[] = [];
    const context = meanwhile(hub.context, 'command.insert', async () => {
      // To this one the later price is not there yet.
      await hub.database.query(turnStatement, [later]);
      others.push(await hub.accepted(confirmation(earlier)));
      await hub.database.query(turnStatement, [later]);
    });
    const submitted = await confirm(later, context);
    if (submitted.kind === 'accepted') others.push(submitted.command);
    await hub.work();
    const states = await Promise.all(others.map((command) => hub.stateOf(command)));
    expect(states.map(({ state, code }) => code ?? state).toSorted()).toEqual(['QUOTE_USED', 'SUCCEEDED']);
  });
});

/** Turns the order of prices of a thing around. */
const turnStatement = { name: 'test.turn', text: 'update interline.quote set seq = -seq where id = $1' };
