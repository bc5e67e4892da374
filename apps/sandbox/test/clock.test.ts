import { afterEach, expect, test, vi } from 'vitest';
import { manualClock, systemClock } from '../src/index.ts';
import { stoppable } from '../src/clock.ts';

const DAY = 86_400_000;

afterEach(() => void vi.useRealTimers());

test('a manual clock runs what falls due, in order of due time, at that time', () => {
  const clock = manualClock(new Date(1000));
  const seen: [string, number][] = [];
  clock.schedule(300, () => seen.push(['late', clock.now().getTime()]));
  clock.schedule(100, () => {
    seen.push(['early', clock.now().getTime()]);
    clock.schedule(100, () => seen.push(['from early', clock.now().getTime()]));
  });
  clock.advance(299);
  expect(seen).toEqual([
    ['early', 1100],
    ['from early', 1200],
  ]);
  clock.advance(1);
  expect(seen.at(-1)).toEqual(['late', 1300]);
});

test('a cancelled task never runs', () => {
  const clock = manualClock();
  let runs = 0;
  const cancel = clock.schedule(10, () => (runs += 1));
  cancel();
  clock.advance(1000);
  expect(runs).toBe(0);
});

test('stopping drops every pending task of that user of the clock, and of no other', () => {
  const clock = manualClock();
  const seen: string[] = [];
  const mine = stoppable(clock);
  mine.schedule(10, () => seen.push('mine'));
  clock.schedule(10, () => seen.push('other'));
  mine.stop();
  clock.advance(10);
  expect(seen).toEqual(['other']);
});

test('the machine’s clock waits longer than one of Node’s timers can', () => {
  vi.useFakeTimers();
  let ran = false;
  systemClock().schedule(60 * DAY, () => {
    ran = true;
  });
  vi.advanceTimersByTime(60 * DAY - 1);
  expect(ran).toBe(false);
  vi.advanceTimersByTime(1);
  expect(ran).toBe(true);
});
