import type { Backoff, Clock, Random } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { TmcMessage } from './tmc-message.ts';

/** `waiting` is the pause before the next try to connect. */
export type TmcState = 'connecting' | 'connected' | 'waiting' | 'closed';

/** What {@link connectTmc} needs. */
export interface TmcOptions {
  /** For example `ws://mc.api.taobao.com/`. */
  readonly url: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** Queue of the app. Default `default`. */
  readonly group?: string;
  readonly clock: Clock;
  /** Jitter of reconnects. Default `Math.random`. */
  readonly random?: Random;
  /**
   * Takes one message. When the promise resolves the message is confirmed and never comes again: resolve after the
   * commit. When it rejects the message is reported as failed and comes again: reject only where repeating may help.
   */
  readonly onMessage: (message: TmcMessage) => Promise<void>;
  /** Told of each change of state, with the reason. */
  readonly onStateChange?: (state: TmcState, reason: string) => void;
  readonly logger?: Logger;
  /** How often to ask for what is waiting, in milliseconds. Default 15,000, as the official Java SDK. */
  readonly pullIntervalMs?: number;
  /**
   * Silence of the server after which this side pings, in milliseconds; after as long again without a sign of life
   * the connection counts as dead. Default 45,000. (The official Java SDK counts its own silence instead, which its
   * pull requests keep from ever lasting 45 s.)
   */
  readonly heartbeatMs?: number;
  /** Longest wait for the CONNECTACK, in milliseconds. Default 5,000, as the official Java SDK. */
  readonly acknowledgeMs?: number;
  /** Pauses between tries to connect. Default from 1,000 to 30,000 ms. */
  readonly reconnect?: Backoff;
  /**
   * The longest content of a message, in bytes after unzipping; a longer one is handed over with its `problem`.
   * Default 16 MiB. A frame of more than four times this ends the connection, and the next try follows.
   */
  readonly maxMessageBytes?: number;
  /** Messages handled at the same time. Default 16. */
  readonly concurrency?: number;
  /** Messages that may wait for a free place before the socket is no longer read. Default 1,000. */
  readonly maxWaiting?: number;
  /** Gets the result of `taobao.tmc.auth.get` before each connection, where the environment wants one. */
  readonly authToken?: () => Promise<string>;
}

/** What a connection did so far. */
export interface TmcCounts {
  /** Messages handed to the handler. */
  received: number;
  confirmed: number;
  failed: number;
  /** Pushes of a message whose handler is still at work. */
  duplicates: number;
  /** Binary messages that were no frame, or pushes without an id. */
  malformed: number;
  /** Frames dropped because they carried another token. */
  foreign: number;
  /** Connections that ended without {@link TmcConnection.close}. */
  disconnects: number;
}

/** A connection that keeps itself up. */
export interface TmcConnection {
  readonly state: TmcState;
  readonly counts: Readonly<TmcCounts>;
  /** Takes no more messages, waits for the handlers at work, confirms theirs and disconnects. */
  close(): Promise<void>;
}
