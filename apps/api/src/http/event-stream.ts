import type { ServerResponse } from 'node:http';
import type { Clock } from '@interline/core';
import type { Variables } from './cost.ts';
import { nextEvent } from './frame.ts';
import type { Groups } from './groups.ts';
import type { HttpLimits } from './limits.ts';
import { closeOf } from './close-codes.ts';
import type { LiveConnections } from './live-connections.ts';
import { formatError } from './masking.ts';
import type { Operation } from './operations.ts';
import { createOutbox } from './outbox.ts';
import type { Refusal } from './reply.ts';
import { refusalError } from './reply.ts';
import type { Identity } from './socket-session.ts';
import { repeat } from './timers.ts';

export interface EventStreamOptions {
  readonly groups: Groups;
  readonly connections: LiveConnections;
  readonly clock: Clock;
  readonly limits: HttpLimits;
}

export interface EventStreamRequest {
  readonly response: ServerResponse;
  readonly address: string;
  readonly identity: Identity;
  readonly operation: Operation;
  readonly variables: Variables;
}

/** Serves a subscription as server-sent events (graphql-sse, distinct connections). @returns why it may not be. */
export type ServeEvents = (request: EventStreamRequest) => Promise<Refusal | null>;

const PING = Buffer.from(':\n\n');
const COMPLETE = Buffer.from('event: complete\ndata:\n\n');
/** How long a client that is cut may take to read what it was already sent, in milliseconds. */
const LINGER_MS = 30_000;

export function createEventStreams({ groups, connections, clock, limits }: EventStreamOptions): ServeEvents {
  return async ({ response, address, identity, operation, variables }) => {
    const { token, viewer } = identity;
    if (!operation.live) throw new Error('only a subscription can be served as events');
    const releases: (() => void)[] = [];
    const release = (): void => {
      for (const each of releases.splice(0)) each();
    };
    const places = [
      connections.addresses.take(address),
      connections.tokens.take(viewer.tokenId),
      connections.subscriptions.take(viewer.tokenId),
    ];
    releases.push(...places.filter((place) => place !== null));
    if (places.includes(null)) {
      release();
      return TOO_MANY;
    }

    const outbox = createOutbox(response, limits.waitingBytes);
    let last: string | null = null;
    let over = false;
    /** Ends the stream; without `complete` a client knows that it may come again. */
    const finish = (...chunks: Buffer[]): void => {
      if (over) return;
      over = true;
      outbox.flush();
      outbox.close();
      release();
      clock.schedule(LINGER_MS, () => response.destroy());
      response.end(Buffer.concat(chunks));
    };
    const cut = (code: string, message: string): void => {
      const error = refusalError({
        status: 200,
        code,
        message,
        extensions: last === null ? {} : { resumeAfter: last },
      });
      finish(nextEvent(JSON.stringify({ errors: [error] })));
    };

    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    response.write(PING);
    response.once('close', () => {
      over = true;
      outbox.close();
      release();
    });
    releases.push(
      repeat(clock, limits.keepAliveMs, () => void outbox.put(PING)),
      connections.watch({
        token,
        viewer,
        stop: (reason) => (reason === 'closing' ? finish() : cut('CONNECTION_ENDED', closeOf(reason).reason)),
      }),
    );
    const joined = await groups.join({
      operation: { ...operation, live: operation.live },
      variables,
      viewer,
      subscriber: {
        next(emission) {
          if (over) return;
          if (!outbox.put(emission.chunk())) cut('TOO_SLOW', 'Too slow: connect again and resume.');
          else last = emission.cursor ?? last;
        },
        end: () => finish(COMPLETE),
        ready: () => outbox.drained(),
      },
    });
    if ('errors' in joined) finish(nextEvent(JSON.stringify({ errors: joined.errors.map(formatError) })), COMPLETE);
    else if (over) joined.leave();
    else releases.push(joined.leave);
    return null;
  };
}

const TOO_MANY: Refusal = {
  status: 429,
  code: 'TOO_MANY_CONNECTIONS',
  message: 'Too many live connections with this token or from this address. Close one first.',
  headers: { 'retry-after': '60' },
};
