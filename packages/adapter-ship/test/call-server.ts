import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { answerCall } from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';

import type { DyingHub } from './dying-at.ts';

/** Serves the calls of the platform as the hub's own server does, by several processes in turn. */
export interface CallServer {
  /** For the sandbox: `{shop}` stands for the account. */
  readonly target: string;
  /** The next call comes to this process, and is cut off when that dies. */
  dieNext(dying: DyingHub): void;
  close(): Promise<void>;
}

/** Opens one. */
export async function openCallServer(nodes: readonly HubContext[]): Promise<CallServer> {
  const dying: DyingHub[] = [];
  let calls = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', method = '', headers, socket } = request;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const body = await buffer(request);
    const mortal = dying.shift();
    const node = mortal?.context ?? nodes[calls++ % nodes.length];
    if (!node) throw new Error('no process takes calls');
    const [path = '', query = ''] = url.split('?');
    const [, source = '', shop = ''] = path.split('/');
    const call = {
      method,
      query,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body,
      address: socket.remoteAddress ?? '',
      receivedAt: node.clock.now(),
    };
    const answered = await answerCall(node, { path: source, shop: decodeURIComponent(shop), call }, gone.signal);
    if (mortal?.isDead()) return void response.destroy();
    response.once('finish', () => void answered.delivered());
    response.writeHead(answered.status, answered.headers).end(answered.body);
  }

  const server = createServer((request, response) => {
    // A caller that is gone breaks the reading off.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    target: `http://127.0.0.1:${address.port}/qimen/{shop}`,
    dieNext: (mortal) => void dying.push(mortal),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => void server.close(closed));
    },
  };
}
