import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { openDatabase } from '../src/index.ts';
import { createTestDatabase } from '../src/testing.ts';
import { refuseOldServer } from '../src/connection.ts';

const noEntities = { entities: [], migrations: [] };

async function portWithNobody(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('a port where nobody listens is named, without the password, and so is the remedy', async () => {
  const port = await portWithNobody();
  const opening = openDatabase({ url: `postgres://someone:secret@127.0.0.1:${port}/orders`, ...noEntities });
  await expect(opening).rejects.toMatchObject({
    name: 'DatabaseError',
    code: 'UNREACHABLE',
    message: `Cannot use PostgreSQL at 127.0.0.1:${port}/orders: nothing listens there: start the server or correct host and port in DATABASE_URL (ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:${port}).`,
  });
});

test('a host name that does not resolve is named', async () => {
  const opening = openDatabase({ url: 'postgres://someone:secret@nowhere.invalid/orders', ...noEntities });
  await expect(opening).rejects.toThrow(/at nowhere\.invalid:5432\/orders: the host name does not resolve/);
});

test('a database that does not exist is named', async () => {
  const own = await createTestDatabase(noEntities);
  const url = new URL(own.url);
  url.pathname = '/interline_no_such_database';
  await expect(openDatabase({ url: url.href, ...noEntities })).rejects.toThrow(
    /interline_no_such_database: the database does not exist: create it or correct its name in DATABASE_URL/,
  );
  await own.drop();
});

test('something that is no PostgreSQL is an error, not a wait', async () => {
  const mute = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const address = mute.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(openDatabase({ url: `postgres://a@127.0.0.1:${port}/b`, ...noEntities })).rejects.toMatchObject({
    code: 'UNREACHABLE',
  });
  mute.close();
});

test('PostgreSQL 14 is refused, 15 is not', () => {
  const url = 'postgres://someone:secret@db.example/orders';
  expect(() => refuseOldServer(url, { number: '140023', version: '14.23' })).toThrow(
    'PostgreSQL at db.example:5432/orders is version 14.23, but 15 or newer is needed: upgrade the server or point DATABASE_URL at a newer one.',
  );
  refuseOldServer(url, { number: '150000', version: '15.0' });
});
