import { createClient } from 'graphql-ws';
import type { Client } from 'graphql-ws';
import { WebSocket } from 'ws';

/** The little of GraphQL over HTTP and WebSocket that the demonstration needs. */
export interface HubClient {
  request<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** Calls `onData` for each result until the process ends; reconnects by itself. */
  subscribe<Data>(
    query: string,
    variables: () => Record<string, unknown>,
    onData: (data: Data) => void,
    onTrouble: (message: string) => void,
  ): void;
  /** Ends the subscriptions; nothing is told any more. */
  close(): void;
}

/** @param url the hub's address, for example `http://127.0.0.1:4000` */
export function createHubClient(url: string, token: string): HubClient {
  const authorization = `Bearer ${token}`;
  let closed = false;
  const socket: Client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    shouldRetry: () => true,
    retryAttempts: Infinity,
  });
  return {
    request: async <Data>(query: string, variables: Record<string, unknown> = {}) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
      if (errors || !data) throw new Error(errors?.map((error) => error.message).join('; ') ?? response.statusText);
      return data;
    },
    subscribe: <Data>(
      query: string,
      variables: () => Record<string, unknown>,
      onData: (data: Data) => void,
      onTrouble: (message: string) => void,
    ) => {
      const start = () => {
        if (closed) return;
        socket.subscribe<Data>(
          { query, variables: variables() },
          {
            next: ({ data, errors }) => {
              if (data) onData(data);
              for (const { message } of errors ?? []) onTrouble(message);
            },
            // A resumable close (a restart of the hub, say) comes here: go on after the last cursor.
            error: (error: unknown) => {
              if (Array.isArray(error) && !closed) onTrouble(error.map(({ message }: Error) => message).join('; '));
              setTimeout(start, 500);
            },
            complete: () => setTimeout(start, 500),
          },
        );
      };
      start();
    },
    close: () => {
      closed = true;
      void socket.dispose();
    },
  };
}
