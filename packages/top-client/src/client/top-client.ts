import { handleWhen, retry, DelegateBackoff } from 'cockatiel';
import type { Dispatcher } from 'undici';

import { backoffDelay, sleep } from '../clock.ts';
import type { Clock, Random } from '../clock.ts';
import type { TopValue } from '../codec/parameters.ts';
import type { SignMethod } from '../codec/digest.ts';
import { silentLogger } from '../logger.ts';
import type { Logger } from '../logger.ts';
import { attemptCall } from './attempt-call.ts';
import type { TopResult } from './attempt-call.ts';
import type { CallKind } from './classify.ts';
import { createGuard } from './guard.ts';
import { createAgent, DEFAULT_MAX_RESPONSE_BYTES, DEFAULT_TIMEOUTS } from './http.ts';
import type { Timeouts } from './http.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';
import type { TopFile } from './signed-request.ts';
import { TopError } from './top-error.ts';

/** What {@link createTopClient} needs. */
export interface TopClientOptions {
  /** Router address, for example `https://eco.taobao.com/router/rest`. */
  readonly gatewayUrl: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** Default `hmac-sha256`. */
  readonly signMethod?: SignMethod;
  readonly clock: Clock;
  /** Jitter of repetitions. Default `Math.random`. */
  readonly random?: Random;
  /** Connections to use instead of an own pool; the caller closes them. */
  readonly dispatcher?: Dispatcher;
  readonly timeouts?: Partial<Timeouts>;
  readonly limits?: Partial<Limits>;
  /** The largest answer that is read, in bytes after unzipping. Default 20 MiB. */
  readonly maxResponseBytes?: number;
  readonly logger?: Logger;
}

/** How one call is made. */
export interface CallOptions {
  /** A read is repeated after a transient failure; a write is sent once. */
  readonly kind: CallKind;
  /** Session key of the seller, for APIs that need authorisation. */
  readonly session?: string;
  /** `byte[]` parameters; they make the request multipart and stay outside the sign. */
  readonly files?: Readonly<Record<string, TopFile>>;
  /** Ends the call early. On a write that was already sent the outcome is then unknown. */
  readonly signal?: AbortSignal;
  /** Asks for the reduced JSON shape. The data comes out the same. Default false. */
  readonly simplify?: boolean;
}

/** Calls APIs of the Taobao Open Platform for one app. */
export interface TopClient {
  /**
   * Calls one API.
   *
   * @param method for example `alitrip.travel.trade.query`.
   * @param parameters application parameters by wire name; absent and empty ones are not sent.
   * @throws TopError for every failure, its `kind` saying what to do; the signal's reason when the call was given up
   *   before it was sent; TypeError for parameters that cannot be encoded.
   */
  call(method: string, parameters: Readonly<Record<string, TopValue>>, options: CallOptions): Promise<TopResult>;
  /** Closes the client's own connections after the calls under way. */
  close(): Promise<void>;
}

/**
 * Makes the client of one app. Nothing is sent before the first call.
 *
 * @throws TypeError when `gatewayUrl` is no URL.
 */
export function createTopClient(options: TopClientOptions): TopClient {
  // Checked here: at a call it would look like a failure of the network.
  if (!URL.canParse(options.gatewayUrl)) {
    throw new TypeError(`createTopClient: gatewayUrl is not a URL: ${options.gatewayUrl}`);
  }
  const { clock, random = Math.random, logger = silentLogger } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const ownAgent = options.dispatcher ? undefined : createAgent(timeouts);
  const transport = {
    gatewayUrl: options.gatewayUrl,
    app: { appKey: options.appKey, appSecret: options.appSecret },
    signMethod: options.signMethod ?? 'hmac-sha256',
    dispatcher: options.dispatcher ?? ownAgent!,
    timeouts,
    maxResponseBytes: options.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES,
    clock,
    logger,
    guard: createGuard(limits, clock),
  };
  const backoff = { initialMs: limits.retryInitialMs, maxMs: limits.retryMaxMs };

  return {
    async call(method, parameters, callOptions) {
      const attempt = () => attemptCall(transport, { ...callOptions, method, parameters });
      if (callOptions.kind === 'write') return attempt();
      // Cockatiel decides whether to repeat; the wait is taken from the injected clock.
      const policy = retry(
        handleWhen((error) => isWorthRepeating(error, limits)),
        {
          maxAttempts: limits.retries,
          backoff: new DelegateBackoff(() => 0),
        },
      );
      return policy.execute(async ({ attempt: repetition }) => {
        if (repetition > 0) await sleep(clock, backoffDelay(backoff, repetition, random), callOptions.signal);
        return attempt();
      });
    },
    async close() {
      await ownAgent?.close();
    },
  };
}

/** A wait short enough is left to the guard; the repetition only has to ask again. */
function isWorthRepeating(error: unknown, limits: Limits): boolean {
  if (!(error instanceof TopError)) return false;
  const { kind, retryAfterMs } = error;
  if (retryAfterMs !== undefined && retryAfterMs > limits.longestWaitMs) return false;
  return kind === 'transient' || (kind === 'throttled' && retryAfterMs !== undefined);
}
