import { systemClock } from '@interline/core';
import { expect, test } from 'vitest';
import { startWorker } from '../src/worker.ts';

test.each([
  ['is an error while the process runs', false, ['error']],
  ['is no news once the process is told to stop', true, ['debug']],
])('a failure %s', async (_, isStopping, levels) => {
  const told: string[] = [];
  const note = (level: string) => () => void told.push(level);
  const logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const stop = new AbortController();
  if (isStopping) stop.abort();
  const failed = Promise.withResolvers<void>();
  const worker = startWorker({
    name: 'sync',
    clock: { ...systemClock, schedule: () => (failed.resolve(), () => {}) },
    logger,
    restMs: 1_000,
    stopping: stop.signal,
    work: () => Promise.reject(new Error('terminating connection due to administrator command')),
  });
  // It rests after its failure.
  await failed.promise;
  await worker.stop(0);
  expect(told).toEqual(levels);
});
