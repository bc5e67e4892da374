import type { BenchPostgres } from '../bench-postgres.ts';
import type { BenchOptions } from '../options.ts';
import type { Goal, Report } from '../report.ts';
import { HUB, LIMIT, PEERS, startContestants } from './contestants.ts';
import { entrants, measure, ratioOf, roundsTable } from './measure.ts';
import type { Effort, Rounds } from './measure.ts';
import { detailRequests, listRequests } from './sample.ts';
import { verifyEqualAnswers } from './verify.ts';

/** Requests in flight at a time. */
const CONNECTIONS = 16;
/** The least share of LIMIT; the final goals are 1.0 for the list and 0.85 for one order. */
const SHARE_OF_LIMIT = 0.4;

/** Order list and order detail beside LIMIT and two other GraphQL servers, after they were seen to answer alike. */
export async function reads(postgres: BenchPostgres, options: BenchOptions): Promise<Report> {
  const contestants = await startContestants(await postgres.sharedDatabase(options.orders));
  try {
    const lists = listRequests();
    const details = detailRequests(options.orders, 1_000);
    const compared = await verifyEqualAnswers(contestants, {
      lists: lists.filter((_, place) => place % 10 === 0),
      details: details.slice(0, 25),
    });
    const effort: Effort = {
      rounds: options.rounds,
      seconds: options.seconds,
      connections: CONNECTIONS,
      postgresPid: postgres.pid,
    };
    const list = await measure(
      entrants(contestants, (dialect) => lists.map(dialect.list)),
      effort,
    );
    const detail = await measure(
      entrants(contestants, (dialect) => details.map(dialect.detail)),
      effort,
    );
    return {
      title: `Reads, ${options.orders} orders`,
      body: [
        `${compared} answers of each server compared and found equal. ${options.rounds} rounds of ${options.seconds} s, ${CONNECTIONS} connections.`,
        `### List: 20 orders of a shop in one status, with items and travellers`,
        roundsTable(list, LIMIT, 'LIMIT'),
        `### Detail: one order with items, travellers and timeline`,
        roundsTable(detail, LIMIT, 'LIMIT'),
      ].join('\n\n'),
      goals: [...goals('list', list), ...goals('detail', detail)],
    };
  } finally {
    await Promise.all(contestants.map(({ process }) => process.stop()));
  }
}

function goals(what: string, rounds: Rounds): Goal[] {
  return [
    { name: `${what} ÷ LIMIT`, reached: ratioOf(rounds, HUB, LIMIT), atLeast: SHARE_OF_LIMIT },
    ...PEERS.map((peer) => ({ name: `${what} ÷ ${peer}`, reached: ratioOf(rounds, HUB, peer), atLeast: 1 })),
  ];
}
