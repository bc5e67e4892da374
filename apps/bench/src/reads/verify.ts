import { isDeepStrictEqual } from 'node:util';
import { ask } from './ask.ts';
import type { Contestant } from './contestants.ts';
import type { DetailRequest, ListAnswer, ListRequest } from './dialect.ts';

/** What every contestant must answer alike. */
export interface Sample {
  readonly lists: readonly ListRequest[];
  readonly details: readonly DetailRequest[];
}

/**
 * Asks every contestant the same, also for the second page by its own cursor, and compares the answers
 * with those of the first contestant.
 * @returns how many answers were compared
 * @throws naming the contestant and the first answer that differs
 */
export async function verifyEqualAnswers(contestants: readonly Contestant[], sample: Sample): Promise<number> {
  const answers = await Promise.all(contestants.map((contestant) => answersOf(contestant, sample)));
  const [expected = [], ...others] = answers;
  for (const [place, given] of others.entries()) {
    const differs = given.findIndex((answer, at) => !isDeepStrictEqual(answer, expected[at]));
    if (differs >= 0 || given.length !== expected.length) {
      const [first, other] = [contestants[0], contestants[place + 1]];
      throw new Error(
        `${other?.name} and ${first?.name} answer differently:\n${shorten(given[differs])}\n${shorten(expected[differs])}`,
      );
    }
  }
  return expected.length;
}

async function answersOf(contestant: Contestant, { lists, details }: Sample): Promise<unknown[]> {
  const { dialect, endpoint } = contestant;
  const answers: unknown[] = [];
  for (const request of lists) {
    const first = dialect.readList(await ask(endpoint, dialect.list(request)));
    answers.push(compared(first));
    if (first.hasNextPage && first.endCursor !== null) {
      answers.push(
        compared(dialect.readList(await ask(endpoint, dialect.list({ ...request, after: first.endCursor })))),
      );
    }
  }
  for (const request of details) answers.push(dialect.readDetail(await ask(endpoint, dialect.detail(request))));
  return answers;
}

/** Cursors are each server's own. */
const compared = ({ orders, hasNextPage }: ListAnswer): unknown => ({ orders, hasNextPage });

const shorten = (answer: unknown): string => (JSON.stringify(answer) ?? '(no answer)').slice(0, 1_000);
