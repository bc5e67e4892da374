import { onTestFinished } from 'vitest';
import { TOKEN } from './test-server.ts';
import type { TestServer } from './test-server.ts';

/** A subscription as server-sent events. */
export interface Stream {
  readonly response: Response;
  /** The next event, pings aside: its name and data; null at the end. */
  next(): Promise<{ event: string; data: unknown } | null>;
  leave(): void;
}

export async function openStream(
  server: TestServer,
  operation: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
  method: 'GET' | 'POST' = 'POST',
  token = TOKEN,
): Promise<Stream> {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const url = new URL(server.url);
  if (method === 'GET') {
    url.searchParams.set('query', operation.query);
    url.searchParams.set('variables', JSON.stringify(operation.variables));
  }
  const response = await fetch(url, {
    method,
    signal: controller.signal,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      ...(method === 'GET' ? { 'graphql-require-preflight': '1' } : { 'content-type': 'application/json' }),
    },
    ...(method === 'POST' && { body: JSON.stringify(operation) }),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  async function next(): Promise<{ event: string; data: unknown } | null> {
    for (;;) {
      const end = buffer.indexOf('\n\n');
      if (end >= 0) {
        const block = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        const [, event, data] = /^event: (.*)\ndata:(.*)$/.exec(block) ?? [];
        if (event !== undefined) return { event, data: data ? (JSON.parse(data) as unknown) : null };
      } else {
        const chunk = await reader?.read();
        if (!chunk || chunk.done) return null;
        buffer += chunk.value;
      }
    }
  }
  return { response, next, leave: () => controller.abort() };
}
