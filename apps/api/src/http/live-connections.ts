import type { Clock, Logger } from '@interline/core';
import type { Viewer } from '@interline/core/hub';
import { rightsOf } from './auth.ts';
import type { Gate } from './auth.ts';
import type { HttpLimits } from './limits.ts';
import { createQuota } from './quota.ts';
import type { Quota } from './quota.ts';
import { repeat, scheduleAt } from './timers.ts';

/** Why the hub ends a live connection. */
export type StopReason = 'expired' | 'revoked' | 'changed' | 'closing';

/** A WebSocket or an event stream whose token is known. */
export interface LiveConnection {
  readonly token: string;
  readonly viewer: Viewer;
  stop(reason: StopReason): void;
}

/** Everybody who is connected, so that whoever loses the right to be is let go. */
export interface LiveConnections {
  /** Open connections per address; a place is taken before the token is known. */
  readonly addresses: Quota;
  /** Open connections per token id. */
  readonly tokens: Quota;
  /** Subscriptions per token id. */
  readonly subscriptions: Quota;
  /** Watches the connection's token from now on. @returns what stops watching. */
  watch(connection: LiveConnection): () => void;
  /** Stops every connection, and the watching. */
  close(): void;
}

export interface LiveConnectionsOptions {
  readonly gate: Gate;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: Pick<
    HttpLimits,
    'connectionsPerAddress' | 'connectionsPerToken' | 'subscriptionsPerToken' | 'tokenCheckMs'
  >;
}

export function createLiveConnections({ gate, clock, logger, limits }: LiveConnectionsOptions): LiveConnections {
  const byToken = new Map<string, { connections: Set<LiveConnection>; cancelExpiry: () => void }>();

  function stopAll(token: string, which: (connection: LiveConnection) => StopReason | null): void {
    for (const connection of byToken.get(token)?.connections ?? []) {
      const reason = which(connection);
      if (reason) connection.stop(reason);
    }
  }

  async function check(token: string): Promise<void> {
    try {
      const viewer = await gate.recheck(token);
      const rights = viewer && rightsOf(viewer);
      stopAll(token, (connection) => {
        if (rights === null) return 'revoked';
        return rightsOf(connection.viewer) === rights ? null : 'changed';
      });
    } catch (error) {
      // The database may be away for a moment; nobody loses a connection over that.
      logger.warn({ error: error instanceof Error ? error.name : typeof error }, 'a token could not be checked again');
    }
  }

  const stopChecking = repeat(clock, limits.tokenCheckMs, () => {
    for (const token of byToken.keys()) void check(token);
  });

  return {
    addresses: createQuota(limits.connectionsPerAddress),
    tokens: createQuota(limits.connectionsPerToken),
    subscriptions: createQuota(limits.subscriptionsPerToken),
    watch(connection) {
      const { token, viewer } = connection;
      let watched = byToken.get(token);
      if (!watched) {
        const cancelExpiry = viewer.expiresAt
          ? scheduleAt(clock, viewer.expiresAt, () => stopAll(token, () => 'expired'))
          : () => {};
        byToken.set(token, (watched = { connections: new Set(), cancelExpiry }));
      }
      const { connections, cancelExpiry } = watched;
      connections.add(connection);
      return () => {
        connections.delete(connection);
        if (connections.size > 0 || byToken.get(token)?.connections !== connections) return;
        cancelExpiry();
        byToken.delete(token);
      };
    },
    close() {
      stopChecking();
      for (const token of byToken.keys()) stopAll(token, () => 'closing');
    },
  };
}
