import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The urlencoded parameters of the body. */
  readonly parameters: URLSearchParams;
}

/** A real HTTP server on a free port of this machine. */
export interface TestServer {
  readonly url: string;
  readonly requests: SeenRequest[];
}

/** Starts a server that lets `answer` deal with each request until the test is over; `index` counts from 0. */
export async function startHttpServer(
  answer: (request: SeenRequest, response: ServerResponse, index: number) => void,
): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const seen = { headers: request.headers, body, parameters: new URLSearchParams(body) };
    requests.push(seen);
    answer(seen, response, requests.length - 1);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${port}/`, requests };
}

/** Starts a server that gives the answers in turn, the last one from then on. */
export function startAnswering(...answers: readonly unknown[]): Promise<TestServer> {
  return startHttpServer((_request, response, index) => {
    const answer = answers[Math.min(index, answers.length - 1)];
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
}
