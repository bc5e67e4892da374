import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const seconds = (fallback: number) => z.coerce.number().positive().default(fallback);
const days = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');

/** A shop given by the environment; saved at every start, so that a container needs no set-up step. */
const BootstrapShop = z.object({
  channel: z.string().min(1),
  name: z.string().min(1),
  accountId: z.string().min(1),
  accountNick: z.string().min(1),
  /** The session key; kept as it is in the database when left out. */
  session: z.string().min(1).optional(),
  /** When the session ends, ISO 8601. */
  sessionExpiresAt: z.iso.datetime({ offset: true }).optional(),
});
export type BootstrapShop = z.infer<typeof BootstrapShop>;

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    context.addIssue({ code: 'custom', message: `is not JSON: ${(error as Error).message}` });
    return z.NEVER;
  }
});

export const ROLES = ['serve', 'ingest', 'sync', 'commands', 'reconcile', 'housekeeping'] as const;
export type Role = (typeof ROLES)[number];

const Environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  /** Where the hub listens. */
  PORT: port(4000),
  HOST: z.string().default('127.0.0.1'),
  /** A PostgreSQL 15 or newer; when left out the hub starts its own under `INTERLINE_DATA_DIR`. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  INTERLINE_DATA_DIR: z.string().min(1).default('.interline'),
  /** How long to wait for the database at start, in seconds. */
  INTERLINE_DATABASE_WAIT: seconds(30),
  /** Most connections in each of this process' two database pools. */
  INTERLINE_POOL_SIZE: z.coerce.number().int().positive().default(16),
  /** Most connections kept beside them for the calls that channels make; 0 lets calls share those of the pool. */
  INTERLINE_CALL_POOL_SIZE: z.coerce.number().int().min(0).default(4),
  /** Encryption keys, `id:base64,id:base64`, the first seals; when left out one is made under the data directory. */
  INTERLINE_SECRET_KEYS: z.string().min(1).optional(),
  INTERLINE_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  /** What this process does; every role by default. */
  INTERLINE_ROLES: z
    .string()
    .default(ROLES.join(','))
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(ROLES)).min(1)),
  /** Shops to save at start, a JSON array. */
  INTERLINE_SHOPS: json.pipe(z.array(BootstrapShop)).default([]),
  /** A token with every right, saved at start; for a demonstration, never for production. */
  INTERLINE_DEMO_TOKEN: z.string().min(16).optional(),
  /** How many proxies stand between clients and the hub: so many entries of `x-forwarded-for` are believed. */
  INTERLINE_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** Origins whose pages may call the API, comma separated; none by default. */
  INTERLINE_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter(Boolean)),
  INTERLINE_GRAPHIQL: flag.optional(),
  /** How often searches run, in seconds. */
  INTERLINE_POLL_SECONDS: seconds(60),
  /** How old the last look at an open order may be before it is fetched again, in seconds. */
  INTERLINE_REQUERY_SECONDS: seconds(600),
  /** The same for a closed order, which can still be refunded, in seconds. */
  INTERLINE_REQUERY_CLOSED_SECONDS: seconds(86_400),
  /** How long a process may hold work that it died with before another takes it over, in seconds. */
  INTERLINE_LEASE_SECONDS: seconds(60),
  /** How long before a deadline its event is sent, in seconds. */
  INTERLINE_DEADLINE_NOTICE_SECONDS: seconds(7200),
  /** How long messages and events are kept, in days. */
  INTERLINE_RETENTION_DAYS: days(400),
  /** How long attachments of commands are kept, in days. */
  INTERLINE_ATTACHMENT_RETENTION_DAYS: days(30),
  /** How long quotes are kept after they expired, in days. */
  INTERLINE_QUOTE_RETENTION_DAYS: days(30),
});
export type Environment = z.infer<typeof Environment>;

/** A configuration that cannot be used. Its text names every key, what is wrong and where it is set. */
export class ConfigurationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConfigurationError';
  }
}

/** Reads and checks the environment. @throws ConfigurationError naming each key that is wrong */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) throw new ConfigurationError(explain('environment variable', parsed.error));
  if (parsed.data.NODE_ENV === 'production' && parsed.data.INTERLINE_DEMO_TOKEN !== undefined) {
    throw new ConfigurationError(
      'environment variable INTERLINE_DEMO_TOKEN: has every right and must not be set when NODE_ENV is production. ' +
        'Remove it and make a token with `pnpm interline token issue`.',
    );
  }
  return parsed.data;
}

/** One line for each problem: kind, path, what is wrong. */
export function explain(kind: string, error: z.ZodError): string {
  return error.issues.map((issue) => `${kind} ${issue.path.join('.') || '(root)'}: ${issue.message}`).join('\n');
}
