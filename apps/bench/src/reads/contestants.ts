import { startServer } from '../process/start-server.ts';
import type { ServerProcess } from '../process/start-server.ts';
import { startHub } from '../start-hub.ts';
import type { Endpoint } from './ask.ts';
import type { Dialect } from './dialect.ts';
import { interline } from './dialects/interline.ts';
import { mercurius } from './dialects/mercurius.ts';
import { postgraphile } from './dialects/postgraphile.ts';

export const LIMIT = 'LIMIT (HTTP, one prepared statement)';
export const HUB = 'Interline';
export const PEERS = ['PostGraphile 5', 'Mercurius'] as const;

/** A running server that answers the benchmark's operations. */
export interface Contestant {
  readonly name: string;
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
  /** One for each of several clients; they take turns. */
  readonly tokens: readonly string[];
  readonly process: ServerProcess;
}

type Start = (databaseUrl: string) => Promise<Contestant>;

const STARTS: readonly Start[] = [
  server(LIMIT, new URL('../servers/limit.ts', import.meta.url), interline),
  startHubContestant,
  server(PEERS[0], new URL('../servers/postgraphile.ts', import.meta.url), postgraphile),
  server(PEERS[1], new URL('../servers/mercurius.ts', import.meta.url), mercurius),
];

/** Starts every contestant on one database, LIMIT first. */
export async function startContestants(databaseUrl: string): Promise<Contestant[]> {
  const started: Contestant[] = [];
  for (const start of STARTS) started.push(await start(databaseUrl));
  return started;
}

/** The hub, asked with a token that may not see personal data. */
export async function startHubContestant(databaseUrl: string): Promise<Contestant> {
  const { tokens, url, process } = await startHub(databaseUrl);
  const endpoint = { url, headers: { authorization: `Bearer ${tokens[0]}` } };
  return { name: HUB, dialect: interline, endpoint, tokens, process };
}

function server(name: string, file: URL, dialect: Dialect): Start {
  return async (databaseUrl) => {
    const process = await startServer({ name, file, environment: { DATABASE_URL: databaseUrl } });
    const endpoint = { url: `http://127.0.0.1:${process.port}/graphql`, headers: {} };
    return { name, dialect, endpoint, tokens: [], process };
  };
}
