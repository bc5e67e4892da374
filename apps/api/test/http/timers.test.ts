import { expect, test } from 'vitest';
import { repeat, scheduleAt } from '../../src/http/timers.ts';
import { manualClock } from './support/manual-clock.ts';

const DAY = 86_400_000;

test('a task for in 40 days runs then, once, and not when Node would run it', () => {
  const clock = manualClock();
  const delays: number[] = [];
  const watched = {
    ...clock,
    schedule: (delay: number, task: () => void) => (delays.push(delay), clock.schedule(delay, task)),
  };
  let runs = 0;
  scheduleAt(watched, new Date(clock.now().getTime() + 40 * DAY), () => (runs += 1));
  clock.advance(40 * DAY - 1);
  expect(runs).toBe(0);
  clock.advance(DAY);
  expect(runs).toBe(1);
  expect(Math.max(...delays)).toBeLessThan(2 ** 31);
});

test('a task for the past runs at the next turn, a cancelled one never', () => {
  const clock = manualClock();
  let runs = 0;
  scheduleAt(clock, new Date(0), () => (runs += 1));
  scheduleAt(clock, new Date(clock.now().getTime() + 30 * DAY), () => (runs += 10))();
  clock.advance(31 * DAY);
  expect(runs).toBe(1);
});

test('a repeated task runs once a period until it is stopped', () => {
  const clock = manualClock();
  let runs = 0;
  const stop = repeat(clock, 1_000, () => (runs += 1));
  clock.advance(3_500);
  stop();
  clock.advance(10_000);
  expect(runs).toBe(3);
});
