import { afterAll, beforeAll, expect, test } from 'vitest';
import { cruiseOrder } from './support/cruise-order.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

let hub: SchemaHub;

beforeAll(async () => {
  hub = await schemaHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

test('an event tells the channel’s own words, and what was unexpected', async () => {
  const shop = await hub.shop('a');
  const first = cruiseOrder('1', { channelStatus: 'BOOKED' });
  await hub.store(shop, first);
  await hub.store(shop, {
    ...first,
    status: 'COMPLETED',
    channelStatus: 'SAILED',
    modifiedAt: new Date(first.modifiedAt.getTime() + 60_000),
    anomalies: [{ code: 'UNKNOWN_VALUE', path: 'cabin.kind', value: 'a "new" one' }],
  });
  const query = `{ order(channel: "cruise", reference: "1") { timeline(first: 20) { nodes {
    type from to channelFrom channelTo refundReference anomaly { code path value } } } } }`;
  const { order } = JSON.parse(await hub.askCompiled(viewerOf([shop]), query)) as {
    order: { timeline: { nodes: { type: string }[] } };
  };
  const nothing = { channelFrom: null, channelTo: null, refundReference: null, anomaly: null };
  const { nodes } = order.timeline;
  expect(nodes[0]).toEqual({
    ...nothing,
    type: 'ORDER_CREATED',
    from: null,
    to: 'AWAITING_FULFILMENT',
    channelTo: 'BOOKED',
  });
  expect(nodes.find(({ type }) => type === 'STATUS_CHANGED')).toEqual({
    ...nothing,
    type: 'STATUS_CHANGED',
    from: 'AWAITING_FULFILMENT',
    to: 'COMPLETED',
    channelFrom: 'BOOKED',
    channelTo: 'SAILED',
  });
  expect(nodes.at(-1)).toEqual({
    ...nothing,
    type: 'ANOMALY_SEEN',
    from: null,
    to: null,
    anomaly: { code: 'UNKNOWN_VALUE', path: 'cabin.kind', value: 'a "new" one' },
  });
});
