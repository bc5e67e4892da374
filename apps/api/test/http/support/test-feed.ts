import { GraphQLError } from 'graphql';

export interface TestEvent {
  readonly cursor: string;
  readonly shop: string;
  readonly text: string;
}

/** A feed in memory that behaves as the hub's does: everything after a place, first the past, then the present. */
export interface TestFeed {
  publish(text: string, shop?: string): void;
  subscribe(after: string | null, shop: string | null): AsyncGenerator<TestEvent>;
  /** How many readers were opened so far. */
  readonly readers: number;
  /** Ends every reader once it has read everything. */
  close(): void;
}

export function createTestFeed(): TestFeed {
  const events: TestEvent[] = [];
  let wake = Promise.withResolvers<void>();
  let closed = false;
  let readers = 0;

  async function* read(from: number, shop: string | null): AsyncGenerator<TestEvent> {
    let place = from;
    for (;;) {
      const event = events[place];
      if (event) {
        place += 1;
        if (shop === null || event.shop === shop) yield event;
      } else if (closed) return;
      else await wake.promise;
    }
  }

  return {
    publish(text, shop = 'north') {
      events.push({ cursor: `c${events.length + 1}`, shop, text });
      wake.resolve();
      wake = Promise.withResolvers();
    },
    subscribe(after, shop) {
      readers += 1;
      if (after === null) return read(events.length, shop);
      if (!/^c\d+$/.test(after))
        throw new GraphQLError('The cursor is malformed.', { extensions: { code: 'MALFORMED' } });
      return read(Number(after.slice(1)), shop);
    },
    get readers() {
      return readers;
    },
    close() {
      closed = true;
      wake.resolve();
    },
  };
}
