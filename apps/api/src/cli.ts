import {
  authoriseShop,
  generateKey,
  issueToken,
  listShops,
  listTokens,
  resolveCommand,
  revokeToken,
  saveShop,
  SCOPES,
  startBackfill,
} from '@interline/core/hub';
import type { HubContext, Scope, Viewer } from '@interline/core/hub';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { silentLogger } from '@interline/core';
import config from '../interline.config.ts';
import { checkConfig } from './config.ts';
import { compose } from './container.ts';
import { ConfigurationError, readEnvironment } from './environment.ts';
import { createLogger } from './log.ts';
import { loadSecretKeys } from './secret-keys.ts';
import { openStoreBeside } from './store.ts';

const USAGE = `Usage: pnpm interline <command>

  key                                   make an encryption key for INTERLINE_SECRET_KEYS
  token issue --name N --scopes a,b     make a token and show it once
        [--shops id,id] [--days 90]     (all shops and no end by default; scopes: ${SCOPES.join(', ')})
  token list
  token revoke ID
  shop list
  shop save --channel C --name N --account-id ID --nick NICK
  shop authorise ID [--until INSTANT]   the session key is read from standard input
  backfill --shop ID --from DAY --to DAY
  command resolve ID --happened yes|no --note TEXT [--reference ORDER]
                                        close a command that needs attention, with what you found at the channel;
                                        --reference is the order that was made, by a command that makes one
`;

/** A wrong call of the command line: shown with the usage, without a stack. */
class UsageError extends Error {}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    scopes: { type: 'string' },
    shops: { type: 'string' },
    days: { type: 'string' },
    channel: { type: 'string' },
    'account-id': { type: 'string' },
    nick: { type: 'string' },
    until: { type: 'string' },
    shop: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    happened: { type: 'string' },
    note: { type: 'string' },
    reference: { type: 'string' },
  },
});

/** The value of an option that the command cannot do without. */
function need(name: keyof typeof options): string {
  const value = options[name];
  if (value === undefined) throw new UsageError(`--${name} is missing`);
  return value;
}

function day(name: 'from' | 'to' | 'until'): Date {
  const at = new Date(need(name));
  if (Number.isNaN(at.getTime()))
    throw new UsageError(`--${name} is not a date: give one like 2026-11-01 or 2026-11-01T00:00:00+08:00`);
  return at;
}

function scopes(): Scope[] {
  return need('scopes')
    .split(',')
    .map((given) => {
      const scope = SCOPES.find((known) => known === given.trim());
      if (!scope) throw new UsageError(`--scopes: "${given}" is not one of ${SCOPES.join(', ')}`);
      return scope;
    });
}

/** Whoever may run this beside the hub may do everything. */
const OPERATOR: Viewer = {
  tokenId: '00000000-0000-0000-0000-000000000000',
  name: 'operator',
  scopes: new Set(['admin']),
  shopIds: null,
  expiresAt: null,
};

async function resolve(context: HubContext, given: string): Promise<unknown> {
  const happened = need('happened');
  if (happened !== 'yes' && happened !== 'no') throw new UsageError('--happened is neither yes nor no');
  const id = given.replace(/^command_/, '');
  const { reference } = options;
  const finding = {
    happened: happened === 'yes',
    note: need('note'),
    ...(reference === undefined ? {} : { reference }),
  };
  const resolution = await resolveCommand(context, OPERATOR, id, finding);
  if (resolution.kind === 'refused') {
    throw new UsageError(
      resolution.code === 'REFERENCE_MISSING'
        ? `--reference is missing: command "${given}" makes an order. Say which was made: its id at the channel`
        : `no command "${given}" needs attention`,
    );
  }
  const { command } = resolution;
  return { id: command.id, state: command.state, reference: command.reference, message: command.message };
}

const COMMANDS: Readonly<Record<string, (context: HubContext, id: string | undefined) => Promise<unknown>>> = {
  'token issue': (context) =>
    issueToken(context, {
      name: need('name'),
      scopes: scopes(),
      shopIds: options.shops?.split(',') ?? null,
      expiresAt: options.days === undefined ? null : new Date(Date.now() + Number(options.days) * 86_400_000),
    }),
  'token list': (context) => listTokens(context.database),
  'token revoke': (context, id = '') => revokeToken(context, id),
  'shop list': (context) => listShops(context.database),
  'shop save': (context) =>
    saveShop(context, {
      channel: need('channel'),
      name: need('name'),
      accountId: need('account-id'),
      accountNick: need('nick'),
    }),
  'shop authorise': async (context, id = '') =>
    authoriseShop(context, id, {
      accessToken: (await text(process.stdin)).trim(),
      expiresAt: options.until === undefined ? null : day('until'),
    }),
  'command resolve': (context, id = '') => resolve(context, id),
  backfill: (context) => startBackfill(context, { shopId: need('shop'), from: day('from'), to: day('to') }),
};

async function main(): Promise<void> {
  const [first = '', second = '', third] = positionals;
  if (first === 'key') return void console.log(generateKey(new Date().toISOString().slice(0, 10)));
  const name = first in COMMANDS ? first : `${first} ${second}`;
  const command = COMMANDS[name];
  if (!command) throw new UsageError(first === '' ? 'no command given' : `no command "${name.trim()}"`);

  const environment = readEnvironment(process.env);
  const store = await openStoreBeside(environment, silentLogger);
  try {
    const { hub } = compose({
      environment,
      logger: createLogger({ INTERLINE_LOG_LEVEL: 'warn' }),
      channels: checkConfig(config),
      secretKeys: await loadSecretKeys(environment),
      database: store.database,
    });
    const result = await command(hub, first === 'backfill' ? undefined : third);
    console.log(JSON.stringify(result ?? 'done', null, 2));
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
  else if (error instanceof ConfigurationError) console.error(error.message);
  else console.error(error);
  process.exitCode = 1;
});
