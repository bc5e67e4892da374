import { expect, onTestFinished, test } from 'vitest';
import { supervise } from '../src/process.ts';

const FILE = 'apps/demo/test/support/mortal.ts';

/** Lines as they come; `next` waits for one that fits. */
function lines() {
  const seen: string[] = [];
  const waiting: { fits: RegExp; resolve: (line: string) => void }[] = [];
  return {
    onLine: (line: string) => {
      const at = waiting.findIndex(({ fits }) => fits.test(line));
      if (at < 0) seen.push(line);
      else waiting.splice(at, 1)[0]?.resolve(line);
    },
    next: (fits: RegExp) => {
      const at = seen.findIndex((line) => fits.test(line));
      return at < 0
        ? new Promise<string>((resolve) => waiting.push({ fits, resolve }))
        : Promise.resolve(seen.splice(at, 1)[0] ?? '');
    },
  };
}

test('a process that is killed is started again, and stays down when it is stopped', async () => {
  const { onLine, next } = lines();
  const supervised = supervise({ name: 'mortal', file: FILE, environment: {}, onLine, onGiveUp: () => {} });
  const first = Number((await next(/^alive/)).slice(6));
  process.kill(first, 'SIGKILL');
  expect(await next(/^mortal ended/)).toContain('SIGKILL');
  const second = Number((await next(/^alive/)).slice(6));
  expect(second).not.toBe(first);
  await supervised.stop();
  expect(await next(/^goodbye/)).toBe('goodbye');
  expect(() => process.kill(second, 0)).toThrow('ESRCH');
});

test('a process that gives up by itself, with code 1, is not started again', async () => {
  const { onLine, next } = lines();
  const gaveUp = Promise.withResolvers<number>();
  const supervised = supervise({
    name: 'mortal',
    file: FILE,
    environment: { MORTAL_EXIT: '1' },
    onLine,
    onGiveUp: gaveUp.resolve,
  });
  onTestFinished(() => supervised.stop());
  await next(/^alive/);
  expect(await gaveUp.promise).toBe(1);
});
