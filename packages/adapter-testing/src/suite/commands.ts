import { describe, expect, it } from 'vitest';

import type { AnyAdapter } from '@interline/core';
import { findCommand, submitCommand } from '@interline/core/hub';
import type { CommandRecord, CommandRequest } from '@interline/core/hub';

import { LATE_EFFECT_MS } from '../channel-simulator.ts';
import type { SubmittedWish, WriteFault } from '../channel-simulator.ts';
import { prepareInput } from './prepare-input.ts';
import { startRun } from './run.ts';
import type { SuiteRun, SuiteSubject } from './run.ts';

const STEP_MS = 5_000;
/** How long an outcome may take besides the time that absence needs to be proven. */
const PATIENCE_MS = 300_000;
/** Why a second wish may be refused. */
const NOTHING_SENT: ReadonlySet<string> = new Set(['NOT_ALLOWED', 'QUOTE_USED', 'ALREADY_DONE_DIFFERENTLY']);

/** A command has exactly one effect, whatever becomes of the call. */
export function describeCommands(subject: SuiteSubject): void {
  const { adapter } = subject;
  // Nobody can ask for the others: they follow from what was said about an order.
  const offered = Object.keys(adapter.commands).filter((name) => !adapter.commands[name]?.internal);
  describe.each(offered)('the command %s', (name) => {
    it('has one effect, however often and at once it is asked for', async () => {
      await withCommand(subject, name, async (run, request, wish) => {
        const submissions = await Promise.all(Array.from({ length: 10 }, () => submit(run, request)));
        expect(new Set(submissions.map(({ id }) => id)).size).toBe(1);
        await run.hub.settle();
        expect(await outcome(run, submissions[0])).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
        expect(await submit(run, request)).toMatchObject({ state: 'SUCCEEDED' });
        await run.hub.settle();
        await run.line.quiet();
        expect(await run.simulator.effects(wish)).toBe(1);
      });
    });

    it('refuses its idempotency key for another order', async () => {
      await withCommand(subject, name, async (run, request) => {
        await submit(run, request);
        const other = await prepareInput(run, subject, name);
        const refused = await submitCommand(run.hub.context, run.hub.viewer(['orders:write']), {
          ...request,
          input: other,
        });
        expect(refused).toMatchObject({ kind: 'refused', code: 'KEY_REUSED' });
        expect(await run.simulator.effects(wishOf(subject.adapter, run, { ...request, input: other }))).toBe(0);
      });
    });

    if (adapter.commands[name]?.local) describeLocal(subject, name);
    else describeSending(subject, name);

    it('is refused where the order does not allow it, before anything is sent', async () => {
      await withCommand(subject, name, async (run, request, wish) => {
        await submit(run, request);
        await run.hub.settle();
        await run.line.quiet();
        await run.catchUp();
        const { input, ...rest } = request;
        const again = await submitCommand(run.hub.context, run.hub.viewer(['orders:write']), {
          ...rest,
          idempotencyKey: 'a second wish',
          input,
        });
        // A second wish for a new order is a second order.
        const expected =
          again.kind === 'refused' ? NOTHING_SENT.has(again.code) : again.repeated || wish.subject.kind === 'new-order';
        expect(expected).toBe(true);
        expect(await run.simulator.effects(wish)).toBe(1);
      });
    });
  });
}

/** What may go wrong on the way to the channel. */
function describeSending(subject: SuiteSubject, name: string): void {
  const { adapter } = subject;
  it.each<[string, WriteFault]>([
    ['the answer is lost', 'answer-lost'],
    ['the request is lost', 'request-lost'],
    ['the effect comes late', 'effect-late'],
  ])('has one effect when %s', async (_name, fault) => {
    await withCommand(subject, name, async (run, request, wish) => {
      run.simulator.breakNextWrite(fault);
      const command = await settled(run, await submit(run, request), adapter);
      const mayFail = fault === 'request-lost' && adapter.commands[name]?.whenAbsent === 'fail';
      expect(mayFail ? ['SUCCEEDED', 'FAILED'] : ['SUCCEEDED']).toContain(command?.state);
      run.hub.clock.advance(2 * LATE_EFFECT_MS);
      await run.catchUp();
      // A command that settles by a repeat has done by it what was lost.
      expect(await run.simulator.effects(wish)).toBe(command?.state === 'FAILED' ? 0 : 1);
      const { hub, truth } = await run.compare();
      expect(hub).toEqual(truth);
    });
  });

  it('waits for the shop when its session is over, and then has one effect', async () => {
    await withCommand(subject, name, async (run, request, wish) => {
      run.simulator.expireSession();
      const command = await submit(run, request);
      await run.hub.settle();
      expect(await outcome(run, command)).toMatchObject({ state: 'PENDING' });
      expect(await run.simulator.effects(wish)).toBe(0);
      await run.hub.addShop({
        channel: adapter.name,
        ...run.simulator.shop,
        accessToken: run.simulator.renewSession(),
      });
      expect(await settled(run, command, adapter)).toMatchObject({ state: 'SUCCEEDED' });
      expect(await run.simulator.effects(wish)).toBe(1);
    });
  });
}

/** Nobody is called at the channel, so there is no session to wait for. */
function describeLocal(subject: SuiteSubject, name: string): void {
  it('is carried out while the shop has no session', async () => {
    await withCommand(subject, name, async (run, request, wish) => {
      const { hub, simulator, line } = run;
      const expiresAt = new Date(hub.clock.now().getTime() + 1);
      await hub.addShop({ channel: subject.adapter.name, ...simulator.shop, expiresAt });
      hub.clock.advance(1);
      const command = await submit(run, request);
      await hub.settle();
      expect(await outcome(run, command)).toMatchObject({ state: 'SUCCEEDED' });
      await line.quiet();
      expect(await simulator.effects(wish)).toBe(1);
    });
  });
}

async function withCommand(
  subject: SuiteSubject,
  name: string,
  prove: (run: SuiteRun, request: CommandRequest, wish: SubmittedWish) => Promise<void>,
): Promise<void> {
  const { adapter } = subject;
  const run = await startRun(subject, { command: name });
  try {
    const input = await prepareInput(run, subject, name);
    const request = { channel: adapter.name, name, idempotencyKey: 'one wish', input };
    await prove(run, request, wishOf(adapter, run, request));
  } finally {
    await run.close();
  }
}

function wishOf(
  adapter: AnyAdapter,
  { shop }: SuiteRun,
  { name, input, idempotencyKey }: CommandRequest,
): SubmittedWish {
  const definition = adapter.commands[name];
  if (!definition) throw new Error(`Adapter ${adapter.name} has no command ${name}.`);
  const subject = definition.subject(definition.input.parse(input));
  return { command: name, input, idempotencyKey, subject, shopId: shop.id };
}

async function submit({ hub }: SuiteRun, request: CommandRequest): Promise<CommandRecord> {
  const submission = await submitCommand(hub.context, hub.viewer(['orders:write']), request);
  if (submission.kind === 'accepted') return submission.command;
  throw new Error(`The command was refused: ${submission.code}. ${submission.message}`);
}

async function outcome({ hub }: SuiteRun, command: CommandRecord | undefined): Promise<CommandRecord | null> {
  return command === undefined ? null : findCommand(hub.database, hub.viewer(['orders:read']), command.id);
}

/** Lets time pass until the command has an outcome. */
async function settled(run: SuiteRun, command: CommandRecord, adapter: AnyAdapter): Promise<CommandRecord | null> {
  const longest = 2 * (adapter.commands[command.name]?.settleWindowMs ?? 0) + PATIENCE_MS;
  for (let passed = 0; passed < longest; passed += STEP_MS) {
    await run.hub.settle();
    const now = await outcome(run, command);
    if (now === null || now.state === 'SUCCEEDED' || now.state === 'FAILED' || now.state === 'NEEDS_ATTENTION')
      return now;
    run.hub.clock.advance(STEP_MS);
  }
  return outcome(run, command);
}
