import type { ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';

/** Why what a client waited for was given up. Nobody reads it; that it is made for a client keeps it out of the log. */
export function clientGone(): GraphQLError {
  return new GraphQLError('The client is gone.', { extensions: { code: 'CLIENT_GONE' } });
}

/** Fires when the client of a request is gone before it was answered. */
export function departureOf(response: ServerResponse): AbortSignal {
  const departure = new AbortController();
  const depart = (): void => {
    if (!response.writableFinished) departure.abort(clientGone());
  };
  if (response.destroyed) depart();
  else response.once('close', depart);
  return departure.signal;
}
