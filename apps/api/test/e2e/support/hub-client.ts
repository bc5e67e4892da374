import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface HubClient {
  /** The whole answer, errors included. */
  ask(query: string, variables?: Record<string, unknown>): Promise<{ data?: unknown; errors?: { message: string }[] }>;
  /** The data; throws the first error. */
  request<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** Results one after the other; ends when the iteration is left. */
  follow<Data>(query: string, variables?: Record<string, unknown>): AsyncGenerator<Data>;
}

/** A client as a frontend would have it: fetch for questions, graphql-ws for what happens. */
export function hubClient(url: string, token: string): HubClient {
  const authorization = `Bearer ${token}`;
  const ask: HubClient['ask'] = async (query, variables = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Awaited<ReturnType<HubClient['ask']>>;
  };
  return {
    ask,
    request: async <Data>(query: string, variables?: Record<string, unknown>) => {
      const { data, errors } = await ask(query, variables);
      if (errors?.[0]) throw new Error(errors[0].message);
      return data as Data;
    },
    follow: async function* <Data>(query: string, variables: Record<string, unknown> = {}) {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization },
        retryAttempts: 0,
      });
      try {
        for await (const { data, errors } of client.iterate<Data>({ query, variables })) {
          if (errors?.[0]) throw errors[0];
          if (data) yield data;
        }
      } finally {
        await client.dispose();
      }
    },
  };
}
