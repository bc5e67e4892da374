import type { CallTrouble, CallVerdict } from '../contract/call-source.ts';

/** What became of a call. `TURNED_AWAY`: it was over a limit, and no adapter saw it. */
export type CallResult = CallVerdict | CallTrouble | 'TURNED_AWAY';

/** One call and what became of it. */
export interface CallNews {
  readonly channel: string;
  /** Name of the source. */
  readonly source: string;
  /** Null where it is not known for which shop the call was. */
  readonly shopId: string | null;
  readonly result: CallResult;
  readonly receivedAt: Date;
  /** How long the answer took, in milliseconds. */
  readonly ms: number;
}

/** How the calls of a channel have gone since the process started. */
export interface CallFigures {
  readonly since: Date;
  readonly received: number;
  /** By what became of them; a result that did not occur is left out. */
  readonly results: Readonly<Partial<Record<CallResult, number>>>;
  /** Null when none came. */
  readonly last: CallNews | null;
  /** When the last call came that was the channel's own and was answered in time. */
  readonly lastAnsweredAt: Date | null;
  /** Longest time that an answer took, in milliseconds; 0 when none came. */
  readonly slowestMs: number;
}

/** Counts the calls that a process gets. */
export interface CallBoard {
  note(news: CallNews): void;
  /** @param shopIds whose calls count; null for all, also those that came for no known shop */
  figures(channel: string, source: string, shopIds: readonly string[] | null): CallFigures;
}

/** @param since when the process started */
export function createCallBoard(since: Date): CallBoard {
  const counted = new Map<string, Map<string | null, CallFigures>>();
  const none: CallFigures = { since, received: 0, results: {}, last: null, lastAnsweredAt: null, slowestMs: 0 };
  return {
    note(news) {
      const key = `${news.channel}/${news.source}`;
      const byShop = counted.get(key) ?? new Map<string | null, CallFigures>();
      counted.set(key, byShop.set(news.shopId, sum(byShop.get(news.shopId) ?? none, figuresOf(news, since))));
    },
    figures(channel, source, shopIds) {
      const byShop = counted.get(`${channel}/${source}`) ?? new Map<string | null, CallFigures>();
      const counting = shopIds === null ? [...byShop.values()] : shopIds.map((id) => byShop.get(id) ?? none);
      return counting.reduce(sum, none);
    },
  };
}

function figuresOf(news: CallNews, since: Date): CallFigures {
  const { result, receivedAt, ms } = news;
  const isAnswered = result === 'DONE' || result === 'REFUSED';
  return {
    since,
    received: 1,
    results: { [result]: 1 },
    last: news,
    lastAnsweredAt: isAnswered ? receivedAt : null,
    slowestMs: ms,
  };
}

function sum(one: CallFigures, other: CallFigures): CallFigures {
  const results: Partial<Record<CallResult, number>> = { ...one.results };
  for (const [result, count = 0] of Object.entries(other.results) as [CallResult, number | undefined][]) {
    results[result] = (results[result] ?? 0) + count;
  }
  return {
    since: one.since,
    received: one.received + other.received,
    results,
    last: later(one.last, other.last, ({ receivedAt }) => receivedAt),
    lastAnsweredAt: later(one.lastAnsweredAt, other.lastAnsweredAt, (at) => at),
    slowestMs: Math.max(one.slowestMs, other.slowestMs),
  };
}

function later<Thing>(one: Thing | null, other: Thing | null, at: (thing: Thing) => Date): Thing | null {
  if (!one || !other) return one ?? other;
  return at(other) >= at(one) ? other : one;
}
