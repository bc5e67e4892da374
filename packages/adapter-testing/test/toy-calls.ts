import { ChannelError } from '@interline/core';
import type { SendOutcome, ShopContext } from '@interline/core';

import { ToyError } from './toy-server.ts';
import type { ToyServer } from './toy-server.ts';

/** How the toy channel is reached. */
export interface ToyConnection {
  readonly server: ToyServer;
}

/** A reading call, with its trouble in the core's words. */
export function calling<Result>(call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof ToyError)) throw error;
    throw new ChannelError(error.code === 'SESSION' ? 'session' : 'not-found', error.code, error.message);
  }
}

/** The order as the channel answers it. */
export function queryOrder({ connection, session }: ShopContext<ToyConnection>, reference: string): string {
  return calling(() => connection.server.query(session.accessToken, reference));
}

/** A changing call; gives the reference of the order that it made, if it makes one. */
export function sending(call: () => string | void): SendOutcome {
  try {
    const reference = call();
    return { outcome: 'succeeded', result: {}, ...(reference === undefined ? {} : { reference }) };
  } catch (error) {
    if (!(error instanceof ToyError)) throw error;
    const { code, message } = error;
    if (code === 'TIMEOUT') return { outcome: 'unknown', message };
    return { outcome: code === 'SESSION' ? 'parked' : 'failed', code, message };
  }
}
