import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findEmbeddedPostgres, openDatabase, startEmbeddedPostgres } from '../src/index.ts';
import { dataDirectory, THROW_AWAY } from './data-directory.ts';

const noEntities = { entities: [], migrations: [] };
const portOf = (url: string): number => Number(new URL(url).port);

test('a new server is UTF-8, locale C, on this machine alone, behind a password only its owner can read', async () => {
  const dataDir = await dataDirectory();
  const server = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  const database = await openDatabase({ url: server.url, ...noEntities });
  const text = `select current_setting('server_encoding') as encoding, datcollate as collate,
    current_setting('listen_addresses') as addresses, current_setting('jit') as jit,
    current_setting('data_directory') as directory
    from pg_database where datname = current_database()`;

  expect(await database.query({ name: 'about', text })).toEqual([
    { encoding: 'UTF8', collate: 'C', addresses: '127.0.0.1', jit: 'off', directory: join(dataDir, 'postgres') },
  ]);
  const { mode } = await stat(join(dataDir, 'postgres.json'));
  expect((mode & 0o777).toString(8)).toBe('600');
  const wrong = new URL(server.url);
  wrong.password = 'guessed';
  await expect(openDatabase({ url: wrong.href, ...noEntities })).rejects.toThrow(/the password is wrong.*28P01/);

  await database.close();
  await server.stop();
});

test('a directory that only its owner may enter is no obstacle, root or not', async () => {
  const closed = await dataDirectory();
  expect((await stat(closed)).mode & 0o077).toBe(0);
  const server = await startEmbeddedPostgres({ dataDir: join(closed, 'deeper'), settings: THROW_AWAY });
  onTestFinished(() => server.stop());
  expect(server.url).toMatch(/^postgres:/);
});

test('the next start has the same URL and the same data', async () => {
  const dataDir = await dataDirectory();
  const first = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  const before = await openDatabase({ url: first.url, ...noEntities });
  await before.query({ name: 'make', text: 'create table kept (word text)' });
  await before.close();
  await first.stop();

  const second = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  expect(second.url).toBe(first.url);
  const after = await openDatabase({ url: second.url, ...noEntities });
  expect(await after.query({ name: 'look', text: 'select * from kept' })).toEqual([]);
  await after.close();
  await second.stop();
});

test('another port is taken when the remembered one is busy, unless one was asked for', async () => {
  const dataDir = await dataDirectory();
  const first = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  await first.stop();
  const port = portOf(first.url);
  const intruder = createServer().listen(port, '127.0.0.1');
  await once(intruder, 'listening');

  await expect(startEmbeddedPostgres({ dataDir, port, settings: THROW_AWAY })).rejects.toThrow(
    new RegExp(`does not start on port ${port}.*Address already in use`, 's'),
  );
  const second = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  expect(portOf(second.url)).not.toBe(port);
  await second.stop();
  intruder.close();
});

test('stopping ends open connections, and stopping twice is no error', async () => {
  const dataDir = await dataDirectory();
  const server = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  const database = await openDatabase({ url: server.url, ...noEntities });
  const sleeping = database.query({ name: 'sleep', text: 'select pg_sleep(600)' }).catch((error: unknown) => error);
  await database.query({ name: 'one', text: 'select 1' });
  await server.stop();
  expect(await sleeping).toMatchObject({ code: '57P01' });
  await server.stop();
  await database.close();
});

test('a damaged or missing postgres.json is named', async () => {
  const dataDir = await dataDirectory();
  const server = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  await server.stop();
  const file = join(dataDir, 'postgres.json');
  const intact = await readFile(file, 'utf8');

  await writeFile(file, intact.slice(0, 10));
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(`${file} is damaged`);
  await writeFile(file, intact);
  await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY }).then((restored) => restored.stop());
});

test('a program beside the hub finds the running server, and nothing where there never was one', async () => {
  const dataDir = await dataDirectory();
  expect(await findEmbeddedPostgres(dataDir)).toBeNull();
  const server = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  onTestFinished(() => server.stop());
  expect(await findEmbeddedPostgres(dataDir)).toBe(server.url);
});
