import type { Clock, InboundMessage } from '@interline/core';
import { ingestMessage } from '@interline/core/hub';

import { createFlightAdapter } from '../src/adapter.ts';
import { tmcSource } from '../src/tmc-source.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import type { FlightHub } from './flight-hub.ts';

/** Between the channel and the hub: a test decides which messages arrive, when, and how often. */
export interface MessagePost {
  /** Every message sent so far that nobody has taken yet, in the order of arrival. */
  take(): Promise<readonly InboundMessage[]>;
  /** Stores messages as the source would. */
  deliver(messages: readonly InboundMessage[]): Promise<void>;
  stop(): Promise<void>;
}

/** Opens one on the message channel of a hub's sandbox. */
export async function openMessagePost({ hub, sandbox }: FlightHub): Promise<MessagePost> {
  const { clock, random, logger } = hub.context;
  const { control, app, gatewayUrl, tmcUrl } = sandbox;
  // However far the day is moved, the socket stays.
  const patient: Clock = { now: () => clock.now(), schedule: () => () => undefined };
  const services = { clock: patient, random, logger };
  const adapter = createFlightAdapter();
  const config = { gatewayUrl, messageUrl: tmcUrl, appKey: app.key, appSecret: app.secret };
  const connection = adapter.open(adapter.config.parse(config), services);
  const source = tmcSource(FLIGHT_NAMES);
  const received = new Set<string>();
  let waiting: InboundMessage[] = [];
  let wake = Promise.withResolvers<void>();
  const connected = Promise.withResolvers<void>();
  const running = await source.start({
    connection,
    services,
    async deliver(message) {
      if (!received.has(message.upstreamId)) waiting.push(message);
      received.add(message.upstreamId);
      wake.resolve();
      wake = Promise.withResolvers();
    },
    report: ({ state }) => {
      if (state === 'RUNNING') connected.resolve();
    },
  });
  await connected.promise;
  const sent = () =>
    control.ledger({ kind: 'message' }).entries.filter(({ cause, to }) => cause === 'platform' && to !== 'expired')
      .length;

  return {
    async take() {
      while (received.size < sent()) await wake.promise;
      const taken = waiting;
      waiting = [];
      return taken;
    },
    async deliver(messages) {
      for (const message of messages) await ingestMessage(hub.context, adapter.name, source, message);
    },
    async stop() {
      await running.stop();
      await adapter.close?.(connection);
    },
  };
}
