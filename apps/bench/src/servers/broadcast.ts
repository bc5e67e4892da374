// A process: what the machine can do. WebSockets without GraphQL; each published marker becomes one frame, built once and written to everybody.
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';
import { serverPort } from './environment.ts';

/** The size of the hub's message, so that as many bytes travel. */
const size = Number(process.env['MESSAGE_BYTES']);

const server = createServer((request, response) => {
  text(request).then(
    (body) => {
      for (const marker of JSON.parse(body) as string[]) broadcast(marker);
      response.end();
    },
    () => response.destroy(),
  );
});
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  handleProtocols: () => 'graphql-transport-ws',
});
const subscribed = new Set<Duplex>();

sockets.on('connection', (socket, { socket: raw }) => {
  socket.on('message', (data) => {
    const { type } = JSON.parse(String(data)) as { readonly type: string };
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
    else if (type === 'subscribe') subscribed.add(raw);
  });
  socket.on('close', () => subscribed.delete(raw));
});

function broadcast(marker: string): void {
  const head = Buffer.from([0x81, 126, size >> 8, size & 0xff]);
  const frame = Buffer.concat([head, Buffer.from(marker.padEnd(size, 'x'))]);
  for (const raw of subscribed) raw.write(frame);
}

process.once('SIGTERM', () => process.exit(0));
server.listen(serverPort(), '127.0.0.1', 4_096, () => console.log('ready'));
