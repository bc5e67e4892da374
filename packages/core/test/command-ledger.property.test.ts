import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandRecord } from '../src/commands/command-record.ts';
import type { HubContext } from '../src/hub-context.ts';
import { workCommands } from '../src/commands/work-commands.ts';
import { commandChannel, SETTLE_WINDOW_MS } from './support/command-channel.ts';
import type { CommandChannel, Reception, Reply } from './support/command-channel.ts';
import { commandHub, wishFor } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { workerHappens } from './support/worker-happens.ts';
import type { WorkerHappening } from './support/worker-happens.ts';

let hub: CommandHub;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

/** What may happen, in any order and number. */
type Happening =
  | { readonly kind: 'submit'; readonly key: number; readonly name: 'remark' | 'deliver' | 'attempt' }
  | WorkerHappening;

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('submit' as const),
      key: fc.integer({ min: 0, max: 2 }),
      name: fc.constantFrom('remark' as const, 'deliver' as const, 'attempt' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('work' as const), workers: fc.integer({ min: 1, max: 3 }) }),
  },
  fc.record({
    kind: fc.constant('kill' as const),
    at: fc.constantFrom(
      'command.mark_sent' as const,
      'command.mark_asked' as const,
      'command.settle' as const,
      'command.postpone' as const,
    ),
  }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 1_000, 30_000, 60_000, SETTLE_WINDOW_MS) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      reception: fc.oneof(
        fc.constantFrom<Reception>(
          'does it',
          'refuses it',
          'does it, but does not answer',
          'never receives it',
          'throttles',
          'does it while the worker dies',
          'never receives it as the worker dies',
          'breaks the adapter',
        ),
        fc.record({ landsAfterMs: fc.integer({ min: 0, max: SETTLE_WINDOW_MS - 1 }) }),
      ),
    }),
  },
  fc.record({ kind: fc.constant('reply' as const), reply: fc.constantFrom<Reply>('tells', 'does not say', 'is busy') }),
);

test('property: whatever happens in whatever order, each wish has one effect and the ledger tells the truth', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 25 }), async (happenings) => {
      const channel = commandChannel(hub.clock);
      const context: HubContext = {
        ...hub.context,
        channels: new Map([['demo', { adapter: channel.adapter, connection: {} }]]),
      };
      const reference = await hub.newOrder();
      const submitted: CommandRecord[] = [];
      for (const event of happenings) await happen(context, channel, reference, event, submitted);

      channel.clearScript();
      for (let round = 0; round < 30; round += 1) {
        hub.clock.advance(SETTLE_WINDOW_MS);
        if ((await workCommands(context, { limit: 50 })) === 0 && round > 2) break;
      }
      for (const { id } of submitted) {
        const command = await hub.stateOf({ id } as CommandRecord);
        const effects = channel.effects().filter(({ commandId }) => commandId === id).length;
        expect({ state: command.state, effects }).toEqual(
          command.state === 'SUCCEEDED' ? { state: 'SUCCEEDED', effects: 1 } : { state: 'FAILED', effects: 0 },
        );
      }
      const perKey = Object.values(Object.groupBy(channel.effects(), ({ idempotencyKey }) => idempotencyKey));
      expect(perKey.every((effects) => effects?.length === 1)).toBe(true);
      const deliveries = channel.effects().filter(({ idempotencyKey }) => idempotencyKey.includes('-deliver-'));
      expect(deliveries.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 60, seed: 20_261_122 },
  );
});

async function happen(
  context: HubContext,
  channel: CommandChannel,
  reference: string,
  event: Happening,
  submitted: CommandRecord[],
): Promise<void> {
  switch (event.kind) {
    case 'submit': {
      const { name, key } = event;
      submitted.push(await hub.accepted(wishFor(reference, { name, idempotencyKey: `${reference}-${name}-${key}` })));
      return;
    }
    default:
      await workerHappens(hub, context, channel, event);
  }
}
