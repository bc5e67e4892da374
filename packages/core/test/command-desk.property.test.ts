import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandRecord } from '../src/commands/command-record.ts';
import { submitCommand } from '../src/commands/submit-command.ts';
import { workCommands } from '../src/commands/work-commands.ts';
import type { HubContext } from '../src/hub-context.ts';
import { requestQuote } from '../src/quotes/request-quote.ts';
import { commandChannel, SETTLE_WINDOW_MS } from './support/command-channel.ts';
import type { CommandChannel, Reception, Reply } from './support/command-channel.ts';
import { commandHub } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { madeBy, QUOTE_MS } from './support/desk-definitions.ts';
import { workerHappens } from './support/worker-happens.ts';
import type { WorkerHappening } from './support/worker-happens.ts';

let hub: CommandHub;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

/** What may happen, in any order and number. */
type Happening =
  | { readonly kind: 'book'; readonly key: number; readonly at: number }
  | { readonly kind: 'quote' }
  | { readonly kind: 'confirm'; readonly key: number; readonly which: number; readonly at: number }
  | { readonly kind: 'move the fee' }
  | WorkerHappening;

/** How many submit the same at once. */
const atOnce = fc.constantFrom(1, 1, 3);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('book' as const), key: fc.nat({ max: 2 }), at: atOnce }) },
  fc.constant({ kind: 'quote' } as const),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('confirm' as const),
      key: fc.nat({ max: 2 }),
      which: fc.nat({ max: 4 }),
      at: atOnce,
    }),
  },
  fc.constant({ kind: 'move the fee' } as const),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('work' as const), workers: fc.integer({ min: 1, max: 3 }) }) },
  fc.record({
    kind: fc.constant('kill' as const),
    at: fc.constantFrom('command.mark_sent', 'command.settle', 'quote.insert', 'command.postpone'),
  }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 30_000, 60_000, SETTLE_WINDOW_MS, QUOTE_MS) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      reception: fc.oneof(
        fc.constantFrom<Reception>(
          'does it',
          'refuses it',
          'does it, but does not answer',
          'does it, but does not say which',
          'never receives it',
          'throttles',
          'does it while the worker dies',
          'never receives it as the worker dies',
          'breaks the adapter',
        ),
        fc.record({ landsAfterMs: fc.nat({ max: SETTLE_WINDOW_MS - 1 }) }),
      ),
    }),
  },
  fc.record({
    kind: fc.constant('reply' as const),
    reply: fc.constantFrom<Reply>('tells', 'tells, but not which', 'does not say', 'is busy'),
  }),
);

/** One run: its own order and channel, in the shared hub. */
interface Run {
  readonly context: HubContext;
  readonly channel: CommandChannel;
  readonly reference: string;
  /** The command that each key was first taken down as. */
  readonly commands: Map<string, string>;
}

test('property: whatever happens, one order for each key, one confirmation for each quote, and never another fee', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 40, size: 'max' }), async (happenings) => {
      const channel = commandChannel(hub.clock);
      const channels = new Map([['demo', { adapter: channel.adapter, connection: {} }]]);
      const run: Run = {
        context: { ...hub.context, channels },
        channel,
        reference: await hub.newOrder(),
        commands: new Map(),
      };
      for (const event of happenings) await happen(run, event);
      channel.clearScript();
      for (let round = 0; round < 30; round += 1) {
        hub.clock.advance(SETTLE_WINDOW_MS);
        if ((await workCommands(run.context, { limit: 50 })) === 0 && round > 2) break;
      }

      const commands = await Promise.all([...run.commands.values()].map((id) => hub.stateOf({ id } as CommandRecord)));
      for (const { id, name, state, code, reference } of commands) {
        seen.add(`${name} ${state} ${code ?? ''}`);
        const effects = channel.effects().filter(({ commandId }) => commandId === id).length;
        expect({ id, state, effects }).toEqual({ id, state, effects: state === 'SUCCEEDED' ? 1 : 0 });
        expect(['SUCCEEDED', 'FAILED']).toContain(state);
        expect(reference).toBe(name === 'confirm' ? run.reference : state === 'SUCCEEDED' ? madeBy(id) : null);
      }
      for (const effect of channel.effects()) {
        const { quoteId } = commands.find(({ id }) => id === effect.commandId) ?? { quoteId: null };
        expect(effect.fee).toBe(quoteId === null ? null : await feeOf(quoteId));
      }
      const confirmed = commands.filter(({ state }) => state === 'SUCCEEDED').flatMap(({ quoteId }) => quoteId ?? []);
      expect(new Set(confirmed).size).toBe(confirmed.length);
    }),
    { numRuns: 60, seed: 20_261_122 },
  );
  // The runs have been where it is dangerous.
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'book SUCCEEDED ',
      'book FAILED REFUSED',
      'confirm SUCCEEDED ',
      'confirm FAILED FEE_CHANGED',
    ]),
  );
});

async function happen(run: Run, event: Happening): Promise<void> {
  const { context, channel } = run;
  switch (event.kind) {
    case 'book':
      return submit(run, 'book', event.at, `${run.reference}-book-${event.key}`, { note: `${event.key}` });
    case 'quote': {
      const request = { channel: 'demo', name: 'refund', input: { reference: run.reference } };
      await requestQuote(context, hub.viewer, request);
      return;
    }
    case 'confirm': {
      const quotes = await quotesOf(run.reference);
      const quote = quotes[event.which];
      if (quote === undefined) return;
      return submit(run, 'confirm', event.at, `${quote}-${event.key}`, { quote });
    }
    case 'move the fee':
      channel.fee += 100n;
      return;
    default:
      await workerHappens(hub, context, channel, event);
  }
}

/** Submits the same several times at once: all are the key's command, or all are refused and nothing was taken down. */
async function submit(run: Run, name: string, at: number, idempotencyKey: string, input: object): Promise<void> {
  const request = { channel: 'demo', name, shopId: hub.shopId, idempotencyKey, input };
  const submissions = await Promise.all(
    Array.from({ length: at }, () => submitCommand(run.context, hub.viewer, request)),
  );
  for (const submission of submissions) {
    const known = run.commands.get(idempotencyKey);
    if (submission.kind === 'accepted') {
      if (known !== undefined) expect(submission.command.id).toBe(known);
      run.commands.set(idempotencyKey, submission.command.id);
      continue;
    }
    expect({ known, code: submission.code }).toEqual({
      known: undefined,
      code: expect.stringMatching(/^QUOTE_(USED|EXPIRED|REPLACED)$/),
    });
  }
}

/** The order's quotes, asked for or come with an outcome. */
async function quotesOf(reference: string): Promise<string[]> {
  const rows = await hub.database.query<{ id: string }>(
    { name: 'test.quotes_of', text: 'select id from interline.quote where reference = $1 order by seq' },
    [reference],
  );
  return rows.map(({ id }) => id);
}

async function feeOf(quoteId: string): Promise<bigint> {
  const [row] = await hub.database.query<{ fee: string }>(
    { name: 'test.fee', text: 'select fee from interline.quote where id = $1' },
    [quoteId],
  );
  return BigInt(row?.fee ?? 0);
}
