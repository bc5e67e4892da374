import type { HubClient } from './hub-client.ts';

const EVENTS = /* GraphQL */ `
  subscription Events($after: String) {
    orderEvents(after: $after) {
      event {
        type
        from
        to
      }
      order {
        reference
        status
        refundStatus
        changes {
          reference
          status
        }
        refunds {
          reference
          status
          amount {
            minorUnits
          }
        }
        tickets {
          status
          number
        }
      }
    }
  }
`;

/** What every command answers, as the story looks at it. */
const OUTCOME = /* GraphQL */ `
  fragment Outcome on CommandResult {
    __typename
    ... on CommandAccepted {
      repeated
      command {
        state
        code
        message
        reference
        quote {
          id
          amount {
            minorUnits
          }
        }
      }
    }
    ... on InvalidInput {
      fields {
        path
        message
      }
    }
    ... on AlreadyDoneDifferently {
      differences
    }
    ... on QuoteChanged {
      quote {
        id
        fee {
          minorUnits
        }
      }
    }
    ... on QuoteReplaced {
      quote {
        id
        fee {
          minorUnits
        }
      }
    }
    ... on Refusal {
      message
    }
  }
`;

const command = (name: string, type: string): string =>
  `mutation Do($input: ${type}!) { ${name}(input: $input) { ...Outcome } } ${OUTCOME}`;

export interface Money {
  readonly minorUnits: string;
}
export interface Outcome {
  readonly __typename: string;
  readonly repeated?: boolean;
  readonly message?: string;
  /** Places in which an input differs from that of a command that was done. */
  readonly differences?: readonly string[];
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
  readonly command?: {
    readonly state: string;
    readonly code: string | null;
    readonly message: string | null;
    readonly reference: string | null;
    readonly quote: { readonly id: string; readonly amount: Money } | null;
  };
  readonly quote?: { readonly id: string; readonly fee: Money };
}
export interface Seen {
  readonly event: { readonly type: string; readonly from: string | null; readonly to: string | null };
  readonly order: {
    readonly reference: string;
    readonly status: string;
    readonly refundStatus: string;
    readonly changes: readonly { readonly reference: string; readonly status: string }[];
    readonly refunds: readonly { readonly reference: string; readonly status: string; readonly amount: Money | null }[];
    readonly tickets: readonly { readonly status: string; readonly number: string | null }[];
  };
}

/** A desk of any channel at work: it acts and follows what is told. */
export interface OrderDesk {
  /** Sends a command's mutation by its name. */
  act(name: string, input: Record<string, unknown>): Promise<Outcome>;
  /** Everything that is told of an order from the beginning of the feed until `last` holds. */
  toldUntil(reference: string, last: (seen: Seen) => boolean): Promise<Seen[]>;
}

/** @param client the one to use now: a hub that was restarted has another */
export function orderDesk(client: () => HubClient): OrderDesk {
  async function act(name: string, input: Record<string, unknown>): Promise<Outcome> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const answer = await client().request<Record<string, Outcome>>(command(name, type), { input });
    const outcome = answer[name];
    if (!outcome) throw new Error(`${name} answered nothing.`);
    return outcome;
  }

  async function toldUntil(reference: string, last: (seen: Seen) => boolean): Promise<Seen[]> {
    const { feed } = await client().request<{ feed: { start: string } }>('{ feed { start } }');
    const seen: Seen[] = [];
    for await (const { orderEvents } of client().follow<{ orderEvents: Seen }>(EVENTS, { after: feed.start })) {
      if (orderEvents.order.reference !== reference) continue;
      seen.push(orderEvents);
      if (last(orderEvents)) break;
    }
    return seen;
  }

  return { act, toldUntil };
}
