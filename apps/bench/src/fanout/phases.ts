import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../statistics.ts';
import type { Producer } from './producer.ts';
import type { Tally } from './tally.ts';

/** How fast events reach subscribers when they come one by one. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** Hands out the numbers of events. */
export type NextNumber = () => number;

/** Sends single events at a fixed rate, and waits until all have arrived. */
export async function atRate(
  producer: Producer,
  tally: Tally,
  next: NextNumber,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Latency> {
  tally.takeLatencies();
  const start = performance.now();
  const under: Promise<unknown>[] = [];
  for (let sent = 0; sent < perSecond * seconds; sent += 1) {
    await sleep(Math.max(0, start + (sent * 1_000) / perSecond - performance.now()));
    const number = next();
    tally.sent(number);
    under.push(producer.produce([number]), tally.everywhere(number));
  }
  await Promise.all(under);
  const latencies = tally.takeLatencies();
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

/**
 * Keeps some bursts of events under way all the time: the next is sent when one has arrived everywhere.
 * @returns messages that arrived per second, over all subscribers
 */
export async function saturated(
  producer: Producer,
  tally: Tally,
  next: NextNumber,
  { burst, bursts, seconds }: { readonly burst: number; readonly bursts: number; readonly seconds: number },
): Promise<number> {
  tally.takeLatencies();
  const start = performance.now();
  const until = start + seconds * 1_000;
  const lane = async (): Promise<void> => {
    while (performance.now() < until) {
      const numbers = Array.from({ length: burst }, next);
      numbers.forEach(tally.sent);
      await producer.produce(numbers);
      await Promise.all(numbers.map(tally.everywhere));
    }
  };
  await Promise.all(Array.from({ length: bursts }, lane));
  return (tally.takeLatencies().length * 1_000) / (performance.now() - start);
}
