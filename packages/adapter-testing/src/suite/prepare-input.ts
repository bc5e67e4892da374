import { createHash } from 'node:crypto';

import { askChannel, findCommand, requestQuote, submitCommand } from '@interline/core/hub';
import type { Viewer } from '@interline/core/hub';

import type { HubRequest } from '../channel-simulator.ts';

import { searchOrders } from './reconcile.ts';
import type { SuiteRun, SuiteSubject } from './run.ts';

/** Has the simulator create what a command needs, and asks the hub for the rest of its input. */
export async function prepareInput(run: SuiteRun, subject: SuiteSubject, command: string): Promise<unknown> {
  const { simulator, hub } = run;
  const { name: channel } = subject.adapter;
  const input = await simulator.orderFor(command);
  await run.catchUp();
  // Not every channel tells of an order before something becomes of it.
  await searchOrders(run, subject);
  const preparation = simulator.prepare?.(command, input) ?? null;
  if (preparation === null) return input;
  const viewer = hub.viewer(['orders:read', 'orders:write']);
  if ('quote' in preparation) {
    const result = await requestQuote(hub.context, viewer, { channel, ...preparation.quote });
    if (result.kind === 'quoted') return preparation.complete(result.quoteId);
    throw new Error(`The quote was refused: ${result.code}. ${result.message}`);
  }
  if ('command' in preparation) {
    await carryOut(run, viewer, channel, preparation.command);
    return preparation.complete();
  }
  const result = await askChannel(hub.context, viewer, { channel, ...preparation.query });
  if (result.kind === 'answered') return preparation.complete(result.answer);
  throw new Error(`The query was refused: ${result.code}. ${result.message}`);
}

/** Does what must be done before. Each input is a wish of its own. */
async function carryOut(
  { hub }: SuiteRun,
  viewer: Viewer,
  channel: string,
  { name, input }: HubRequest,
): Promise<void> {
  const idempotencyKey = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const submission = await submitCommand(hub.context, viewer, { channel, name, idempotencyKey, input });
  if (submission.kind !== 'accepted') {
    throw new Error(`The command ${name}, to prepare another, was refused: ${submission.code}. ${submission.message}`);
  }
  await hub.settle();
  const done = await findCommand(hub.database, viewer, submission.command.id);
  if (done?.state !== 'SUCCEEDED') {
    throw new Error(`The command ${name}, to prepare another, is ${done?.state}: ${done?.message}`);
  }
}
