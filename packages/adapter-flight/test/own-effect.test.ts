import { createLogRecorder } from '@interline/adapter-testing';
import { describe, expect, it } from 'vitest';

import { ownEffects } from '../src/own-effect.ts';
import type { Effect } from '../src/own-effect.ts';

const SENT = new Date('2026-11-22T04:00:00Z');

function effect(reference: string, seconds: number | null, ownNumber?: string): Effect {
  return {
    reference,
    ownNumber,
    requestedAt: seconds === null ? null : new Date(SENT.getTime() + seconds * 1_000),
  };
}

describe('what a command has made', () => {
  it.each<[string, readonly Effect[], string | undefined]>([
    ['what carries its number, however old', [effect('7', -900, 'ours'), effect('8', 1)], '7'],
    ['not what carries another’s', [effect('7', 1, 'theirs')], undefined],
    ['what fits, where numbers are not echoed', [effect('7', 1)], '7'],
    ['not what was there long before', [effect('7', -120)], undefined],
    ['what a slower clock dated a little before', [effect('7', -20)], '7'],
    ['what carries no time', [effect('7', null)], '7'],
    ['the oldest of several', [effect('9', 3), effect('8', 2)], '8'],
    ['the lowest id of the same second', [effect('100', 2), effect('99', 2)], '99'],
  ])('is %s', (_name, effects, reference) => {
    const wanted = { ownNumber: 'ours', since: SENT, isSame: () => true };
    expect(ownEffects(effects, wanted, createLogRecorder())[0]?.reference).toBe(reference);
  });

  it('is not what is for other passengers or flights', () => {
    const wanted = { ownNumber: 'ours', since: SENT, isSame: () => false };
    expect(ownEffects([effect('7', 1)], wanted, createLogRecorder())).toEqual([]);
  });

  it('is told loudly when there are several', () => {
    const logs = createLogRecorder();
    ownEffects([effect('8', 1), effect('9', 2)], { ownNumber: 'ours', since: SENT, isSame: () => true }, logs);
    expect(logs.lines).toMatchObject([{ level: 'error', fields: { taken: '8', others: ['9'] } }]);
  });
});
