import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubClient } from './support/hub-client.ts';
import type { HubClient } from './support/hub-client.ts';
import { startHubProcess } from './support/hub-process.ts';
import type { HubProcess } from './support/hub-process.ts';
import { makeWorld, SHOP, TOKEN } from './support/world.ts';
import type { World } from './support/world.ts';

const EVENTS = /* GraphQL */ `
  subscription Events($after: String) {
    orderEvents(after: $after) {
      cursor
      event {
        type
        from
        to
        cause
      }
      order {
        reference
        status
        confirmation
        refundStatus
      }
    }
  }
`;
const DELIVER = /* GraphQL */ `
  mutation Deliver($input: DeliverVacationItemInput!) {
    deliverVacationItem(input: $input) {
      __typename
      ... on CommandAccepted {
        repeated
        command {
          id
          state
          order {
            reference
          }
        }
      }
      ... on Refusal {
        message
      }
    }
  }
`;
const CLOSE = /* GraphQL */ `
  mutation Close($input: CloseVacationItemInput!) {
    closeVacationItem(input: $input) {
      __typename
      ... on CommandAccepted {
        command {
          state
        }
      }
      ... on Refusal {
        message
      }
    }
  }
`;

interface Seen {
  readonly orderEvents: {
    readonly cursor: string;
    readonly event: {
      readonly type: string;
      readonly from: string | null;
      readonly to: string | null;
      readonly cause: string;
    };
    readonly order: {
      readonly reference: string;
      readonly status: string;
      readonly confirmation: string;
      readonly refundStatus: string;
    };
  };
}

let world: World;
let hub: HubProcess;
let client: HubClient;

beforeAll(async () => {
  world = await makeWorld();
  hub = await startHubProcess(world.environment);
  client = hubClient(hub.url, TOKEN);
});
afterAll(async () => {
  await hub?.end('SIGTERM');
  await world?.close();
});

/** The beginning of the feed: a subscriber that starts here sees everything that ever happened. */
async function beginning(): Promise<string> {
  const { feed } = await client.request<{ feed: { start: string } }>('{ feed { start } }');
  return feed.start;
}

/** Follows an order's events until one satisfies `last`; returns all of them. */
async function eventsUntil(
  after: string,
  reference: string,
  last: (seen: Seen['orderEvents']) => boolean,
): Promise<Seen['orderEvents'][]> {
  const seen: Seen['orderEvents'][] = [];
  for await (const { orderEvents } of client.follow<Seen>(EVENTS, { after })) {
    if (orderEvents.order.reference !== reference) continue;
    seen.push(orderEvents);
    if (last(orderEvents)) break;
  }
  return seen;
}

/** Has a buyer pay for one item, and waits until the hub has told of it. */
async function paidOrder(
  confirmation: 'second-confirmation' | 'second-reservation',
  status: string,
): Promise<{ after: string; id: string; itemReference: string }> {
  const after = await beginning();
  const { control } = world.sandbox;
  const wish = { shop: SHOP, confirmation, subOrders: 1, staged: false, advance: 'pay' } as const;
  const { id } = control.createOrder(wish);
  await eventsUntil(after, id, ({ order }) => order.status === status);
  return { after, id, itemReference: control.order(id).subOrders[0]?.id ?? '' };
}

/** What calls of the API have truly changed on an item. */
function effectsOn(itemReference: string): string[] {
  const { entries } = world.sandbox.control.ledger({ kind: 'effect' });
  return entries.filter(({ subOrder }) => subOrder === itemReference).map(({ what }) => what);
}

test('an order is bought, confirmed by a mutation, delivered and finished, and a subscriber sees every step', async () => {
  const { control } = world.sandbox;
  const after = await beginning();
  const { id } = control.createOrder({ shop: SHOP, confirmation: 'second-confirmation', subOrders: 1, staged: false });
  control.advanceOrder(id, { to: 'pay' });
  await eventsUntil(after, id, ({ order }) => order.status === 'AWAITING_CONFIRMATION');

  const itemReference = control.order(id).subOrders[0]?.id ?? '';
  const input = { orderReference: id, itemReference, idempotencyKey: 'story-deliver' };
  const delivered = await client.request(DELIVER, { input });
  expect(delivered).toMatchObject({
    deliverVacationItem: {
      __typename: 'CommandAccepted',
      repeated: false,
      command: { state: 'SUCCEEDED', order: { reference: id } },
    },
  });
  expect(await client.request(DELIVER, { input })).toMatchObject({ deliverVacationItem: { repeated: true } });
  expect(await client.request(DELIVER, { input: { ...input, itemReference: '1' } })).toMatchObject({
    deliverVacationItem: { __typename: 'IdempotencyKeyReused' },
  });

  control.advanceOrder(id, { to: 'finish' });
  const seen = await eventsUntil(after, id, ({ event }) => event.type === 'STATUS_CHANGED' && event.to === 'COMPLETED');
  const steps = seen.filter(({ event }) => event.type === 'STATUS_CHANGED').map(({ event }) => event.to);
  expect(steps.at(-1)).toBe('COMPLETED');
  expect(new Set(steps).size).toBe(steps.length);

  expect(effectsOn(itemReference)).toEqual(['alitrip.travel.trade.deliver']);
});

test('an order without resources is refused, and the money goes back', async () => {
  const { after, id, itemReference } = await paidOrder('second-confirmation', 'AWAITING_CONFIRMATION');

  expect(
    await client.request(CLOSE, {
      input: { orderReference: id, itemReference, reason: '缺货', idempotencyKey: 'story-close' },
    }),
  ).toMatchObject({ closeVacationItem: { __typename: 'CommandAccepted', command: { state: 'SUCCEEDED' } } });

  const seen = await eventsUntil(after, id, ({ order }) => order.status === 'REFUNDED');
  expect(seen.at(-1)?.order.status).toBe('REFUNDED');
  expect(effectsOn(itemReference)).toEqual(['alitrip.travel.trade.close']);
});

test('what the order does not allow is refused with a reason before anything is sent', async () => {
  const { control } = world.sandbox;
  const { id, itemReference } = await paidOrder('second-reservation', 'AWAITING_FULFILMENT');
  const answer = await client.request<{ deliverVacationItem: { __typename: string; message: string } }>(DELIVER, {
    input: { orderReference: id, itemReference, idempotencyKey: 'story-not-allowed' },
  });
  expect(answer.deliverVacationItem.__typename).toBe('NotAllowed');
  expect(answer.deliverVacationItem.message).not.toBe('');
  expect(control.ledger({ kind: 'attempt' }).entries.filter((entry) => entry.subOrder === itemReference)).toEqual([]);
});

test('a call whose time-out hides a success ends as one success', async () => {
  const { control } = world.sandbox;
  const { id, itemReference } = await paidOrder('second-confirmation', 'AWAITING_CONFIRMATION');
  control.setFaults({ calls: [{ kind: 'timeout-after-effect', method: 'alitrip.travel.trade.deliver', count: 1 }] });
  const answer = await client.request(DELIVER, {
    input: { orderReference: id, itemReference, idempotencyKey: 'story-time-out', waitSeconds: 20 },
  });
  control.clearFaults();
  expect(answer).toMatchObject({ deliverVacationItem: { command: { state: 'SUCCEEDED' } } });
  expect(effectsOn(itemReference)).toHaveLength(1);
});

test('a subscriber that resumes after a cursor misses nothing and sees nothing twice, over a restart of the hub', async () => {
  const { control } = world.sandbox;
  const after = await beginning();
  const { id } = control.createOrder({
    shop: SHOP,
    confirmation: 'manual',
    subOrders: 1,
    staged: false,
    advance: 'pay',
  });
  const before = await eventsUntil(after, id, ({ event }) => event.to === 'AWAITING_FULFILMENT');

  await hub.end('SIGKILL');
  control.advanceOrder(id, { to: 'deliver' });
  hub = await startHubProcess(world.environment);
  client = hubClient(hub.url, TOKEN);
  control.advanceOrder(id, { to: 'finish' });

  const rest = await eventsUntil(
    before.at(-1)?.cursor ?? '',
    id,
    ({ order, event }) => order.status === 'COMPLETED' && event.type === 'STATUS_CHANGED',
  );
  const whole = await eventsUntil(after, id, ({ cursor }) => cursor === rest.at(-1)?.cursor);
  expect([...before, ...rest].map(({ cursor }) => cursor)).toEqual(whole.map(({ cursor }) => cursor));
});

test('a stop by SIGTERM ends with code 0', async () => {
  expect(await hub.end('SIGTERM')).toBe(0);
  hub = await startHubProcess(world.environment);
  client = hubClient(hub.url, TOKEN);
});
