import { expect, onTestFinished, test } from 'vitest';
import { inRounds } from '../src/rounds.ts';

/** So long that nothing but a waking begins the next round. */
const FOR_EVER_MS = 2_000_000_000;

/** Work whose rounds end when the test says so. */
function openRounds(restMs = FOR_EVER_MS) {
  const begun: PromiseWithResolvers<void>[] = [];
  const troubles: string[] = [];
  let nextBegins = Promise.withResolvers<void>();
  const rounds = inRounds({
    restMs,
    work: () => {
      const round = Promise.withResolvers<void>();
      begun.push(round);
      nextBegins.resolve();
      nextBegins = Promise.withResolvers();
      return round.promise;
    },
    onTrouble: ({ message }) => troubles.push(message),
  });
  onTestFinished(async () => {
    const stopped = rounds.stop();
    for (const round of begun) round.resolve();
    await stopped;
  });
  return { rounds, begun, troubles, next: () => nextBegins.promise };
}

test('what is woken during a round has one more, however often it is woken', async () => {
  const { rounds, begun, next } = openRounds();
  rounds.wake();
  rounds.wake();
  expect(begun).toHaveLength(1);
  begun[0]?.resolve();
  await next();
  expect(begun).toHaveLength(2);
});

test('what is woken while it rests begins at once', async () => {
  const { rounds, begun } = openRounds();
  begun[0]?.resolve();
  await new Promise(setImmediate);
  expect(begun).toHaveLength(1);
  rounds.wake();
  expect(begun).toHaveLength(2);
});

test('a round that failed is told of, and the next comes all the same', async () => {
  const { begun, troubles, next } = openRounds(0);
  begun[0]?.reject(new Error('no answer'));
  await next();
  expect(troubles).toEqual(['no answer']);
  expect(begun).toHaveLength(2);
});

test('after the end no round begins, and the trouble of the last one is told to nobody', async () => {
  const { rounds, begun, troubles } = openRounds(0);
  const stopped = rounds.stop();
  begun[0]?.reject(new Error('the hub is gone'));
  await stopped;
  rounds.wake();
  await new Promise(setImmediate);
  expect(begun).toHaveLength(1);
  expect(troubles).toEqual([]);
});
