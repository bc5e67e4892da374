import { expect, test } from 'vitest';
import { coalesce } from '../src/coalesce.ts';

test('what arrives while a batch is under way makes the next one, no larger than the limit', async () => {
  const batches: number[][] = [];
  const gate = Promise.withResolvers<void>();
  const double = coalesce<number, number>(async (batch) => {
    batches.push([...batch]);
    await gate.promise;
    return batch.map((item) => item * 2);
  }, 3);
  const results = Promise.all([1, 2, 3, 4, 5, 6].map(double));
  gate.resolve();
  expect(await results).toEqual([2, 4, 6, 8, 10, 12]);
  expect(batches).toEqual([[1], [2, 3, 4], [5, 6]]);
});

test('a batch that fails fails its own items only', async () => {
  const work = coalesce<string, string>(async (batch) => {
    await Promise.resolve();
    if (batch.includes('bad')) throw new Error(`cannot do ${batch.join()}`);
    return batch;
  }, 2);
  const ended = await Promise.allSettled(['first', 'bad', 'beside', 'after'].map(work));
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(await work('later')).toBe('later');
});
