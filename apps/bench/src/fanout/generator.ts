// A process: subscribers and the producer of their events. Takes a FanoutLoad as JSON on standard input, prints a FanoutResult as JSON.
import { text } from 'node:stream/consumers';
import type { FanoutLoad, FanoutResult } from './fanout-load.ts';
import { atRate, saturated } from './phases.ts';
import { broadcastProducer, hubProducer } from './producer.ts';
import { subscribe } from './subscriber.ts';
import { createTally } from './tally.ts';

/** Clients that connect at a time. */
const CONNECTING = 100;

const load = JSON.parse(await text(process.stdin)) as FanoutLoad;
const { port, subscribers, tokens, payload, databaseUrl, firstEvent, seconds } = load;
const tally = createTally(subscribers);
const onEnd = (reason: string): void => {
  console.error(`A subscriber was cut: ${reason}`);
  process.exit(1);
};
for (let first = 0; first < subscribers; first += CONNECTING) {
  const group = Array.from({ length: Math.min(CONNECTING, subscribers - first) }, (_, place) => first + place);
  await Promise.all(
    group.map((client) =>
      subscribe({ port, token: tokens[client % tokens.length] ?? '', payload, onNext: tally.arrived, onEnd }),
    ),
  );
}

const producer = databaseUrl === null ? broadcastProducer(port) : await hubProducer(databaseUrl);
let last = firstEvent;
const next = (): number => last++;

/** An event now and then until one has reached everybody: only then does every subscription run. */
for (let settled = false; !settled;) {
  const number = next();
  tally.sent(number);
  await producer.produce([number]);
  const deadline = new Promise<false>((resolve) => setTimeout(resolve, 1_000, false));
  settled = await Promise.race([tally.everywhere(number).then(() => true), deadline]);
}
await saturated(producer, tally, next, { ...load.saturation, seconds: 1 });
const latency = await atRate(producer, tally, next, { perSecond: load.perSecond, seconds });
const perSecond = await saturated(producer, tally, next, { ...load.saturation, seconds });
const result: FanoutResult = { ...latency, perSecond, bytes: tally.bytes, lastEvent: last };
console.log(JSON.stringify(result));
await producer.close();
process.exit(0);
