import { runLoad } from '../load/run-load.ts';
import type { MeasuredLoad } from '../load/run-load.ts';
import { table } from '../report.ts';
import { median, ratio } from '../statistics.ts';
import type { Contestant } from './contestants.ts';
import type { Dialect, Operation } from './dialect.ts';

/** One row of a table: a server and what it is asked. */
export interface Entrant {
  readonly name: string;
  readonly contestant: Contestant;
  readonly operations: readonly Operation[];
}

export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** Process id of PostgreSQL, to count its CPU time; NaN when unknown. */
  readonly postgresPid: number;
}

/** What an entrant's rounds gave. */
export type Rounds = ReadonlyMap<string, readonly MeasuredLoad[]>;

/** Every entrant asked the same. */
export function entrants(contestants: readonly Contestant[], operations: (dialect: Dialect) => Operation[]): Entrant[] {
  return contestants.map((contestant) => ({
    name: contestant.name,
    contestant,
    operations: operations(contestant.dialect),
  }));
}

/**
 * Puts every entrant under load for some rounds, one after another and in alternating order, after one
 * round that warms up and does not count.
 * @throws when an answer under load was no success
 */
export async function measure(entrants: readonly Entrant[], effort: Effort): Promise<Rounds> {
  const rounds = new Map<string, MeasuredLoad[]>(entrants.map(({ name }) => [name, []]));
  for (let round = -1; round < effort.rounds; round += 1) {
    for (const entrant of round % 2 === 0 ? entrants : entrants.toReversed()) {
      const measured = await underLoad(entrant, effort);
      if (measured.failed > 0) {
        throw new Error(`${entrant.name}: ${measured.failed} of ${measured.total} answers under load were no success.`);
      }
      if (round >= 0) rounds.get(entrant.name)?.push(measured);
    }
  }
  return rounds;
}

function underLoad({ contestant, operations }: Entrant, effort: Effort): Promise<MeasuredLoad> {
  const { endpoint, tokens, process } = contestant;
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...endpoint.headers };
  const requests = operations.map((operation, place) => ({
    body: JSON.stringify(operation),
    headers: tokens.length === 0 ? headers : { ...headers, authorization: `Bearer ${tokens[place % tokens.length]}` },
  }));
  const { connections, seconds, postgresPid } = effort;
  return runLoad(
    { url: endpoint.url, requests, connections, warmupSeconds: 1, seconds },
    { server: process.pid, postgres: postgresPid },
  );
}

/** How many times the requests per second of `base` an entrant answered. */
export function ratioOf(rounds: Rounds, name: string, base: string): number {
  return ratio(perSecond(rounds, name), perSecond(rounds, base));
}

/** The rounds as a table, with ratios to `base`. */
export function roundsTable(rounds: Rounds, base: string, baseLabel: string): string {
  const middle = (measured: readonly MeasuredLoad[], key: keyof MeasuredLoad): number =>
    median(measured.map((one) => one[key]));
  const cpu = (measured: readonly MeasuredLoad[]): number[] =>
    measured.map((one) => one.serverMicros + one.postgresMicros);
  const rows = [...rounds].map(([name, measured]) => [
    name,
    ratioOf(rounds, name, base),
    ratio(cpu(measured), cpu(rounds.get(base) ?? [])),
    middle(measured, 'perSecond'),
    middle(measured, 'p50'),
    middle(measured, 'p99'),
    middle(measured, 'serverMicros'),
    middle(measured, 'postgresMicros'),
    middle(measured, 'bytes'),
  ]);
  const head = [
    '',
    `÷ ${baseLabel}`,
    `CPU ÷ ${baseLabel}`,
    'requests/s',
    'p50 ms',
    'p99 ms',
    'server CPU µs',
    'PostgreSQL CPU µs',
    'bytes',
  ];
  return table(head, rows);
}

function perSecond(rounds: Rounds, name: string): number[] {
  return (rounds.get(name) ?? []).map((measured) => measured.perSecond);
}
