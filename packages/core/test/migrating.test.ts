import { openDatabase } from '@interline/postgres';
import { createTestDatabase } from '@interline/postgres/testing';
import { expect, onTestFinished, test } from 'vitest';
import { hashKey, showKey } from '../src/calls/show-key.ts';
import { ENTITIES } from '../src/entities.ts';
import { prune } from '../src/housekeeping/prune.ts';
import type { HubContext } from '../src/hub-context.ts';
import { DOSSIERS } from '../src/migrations/dossiers.ts';
import { MIGRATIONS } from '../src/migrations/index.ts';
import { createSealer, generateKey, parseKeys } from '../src/privacy/seal.ts';
import { seededRandom } from '../src/random.ts';
import { manualClock } from './support/manual-clock.ts';
import { recordingLogger } from './support/recording-logger.ts';

const FERRY = { id: '019aa000-0000-7000-8000-000000000001', channel: 'ferry' };
const RIVAL = { id: '019aa000-0000-7000-8000-000000000002', channel: 'ferry' };
const KEPT_MS = 600_000;

test('a call that a hub of the version before has seen is known after the upgrade, and while both run, until it is forgotten', async () => {
  const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(DOSSIERS) + 1);
  const old = await createTestDatabase({ entities: ENTITIES, migrations: before });
  onTestFinished(() => old.drop());
  const database = await openDatabase({ url: old.url, entities: [...ENTITIES], migrations: MIGRATIONS, poolSize: 2 });
  onTestFinished(() => database.close());
  const clock = manualClock();
  const until = new Date(clock.now().getTime() + KEPT_MS);
  // As the version before showed a key.
  const showAsBefore = (key: string): Promise<unknown> =>
    old.database.query(
      {
        name: 'test.show_as_before',
        text: 'insert into interline.shown_key (channel, hash, until) values ($1, $2, $3)',
      },
      [FERRY.channel, hashKey(key), until],
    );
  await showAsBefore('before');
  await database.migrate();
  await showAsBefore('meanwhile');

  const context: HubContext = {
    database,
    channels: new Map(),
    clock,
    random: seededRandom(1),
    logger: recordingLogger(),
    sealer: createSealer({ keys: parseKeys(generateKey('test')) }),
  };
  for (const key of ['before', 'meanwhile']) {
    for (const shop of [FERRY, RIVAL]) expect(await showKey(context, shop, key, until)).toBe(false);
  }
  expect(await showKey(context, FERRY, 'after', until)).toBe(true);
  expect(await showKey(context, FERRY, 'after', until)).toBe(true);
  expect(await showKey(context, RIVAL, 'after', until)).toBe(false);
  clock.advance(KEPT_MS + 1);
  expect(await prune(context, { messagesMs: 1, eventsMs: null })).toMatchObject({ shownKeys: 3 });
});
