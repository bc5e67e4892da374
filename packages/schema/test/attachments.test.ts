import { prepareAttachment, storeAttachment, workCommands } from '@interline/core/hub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cruiseOrder } from './support/cruise-order.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

type Shop = Awaited<ReturnType<SchemaHub['shop']>>;
let hub: SchemaHub;
let shop: Shop;
let stranger: Shop;

const PDF = new TextEncoder().encode('%PDF-1.7 nothing to see');

beforeAll(async () => {
  hub = await schemaHub();
  shop = await hub.shop('a');
  stranger = await hub.shop('s');
  await hub.store(shop, cruiseOrder('1'));
});
afterAll(() => hub[Symbol.asyncDispose]());

interface Prepared {
  readonly attachment: string;
  readonly uploadUrl: string;
}

const BODIES: Readonly<Record<string, string>> = {
  prepareAttachment: '... on AttachmentPrepared { attachment uploadUrl expiresAt maximumBytes }',
  refundQuoteOfCruise: '... on Quoted { quote { id } }',
  confirmCruiseRefund: '... on CommandAccepted { command { state } }',
};

async function mutate(name: string, input: Record<string, unknown>, of = shop): Promise<Record<string, unknown>> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const body = BODIES[name] ?? '';
  const viewer = viewerOf([of], 'orders:read', 'orders:write');
  const given = name === 'prepareAttachment' ? { shop: `shop_${of.id}`, ...input } : input;
  const { data, errors } = await hub.ask(
    viewer,
    `mutation ($input: ${type}!) { answer: ${name}(input: $input) { __typename ... on Refusal { message } ... on InvalidInput { fields { path } } ${body} } }`,
    { input: given },
  );
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data?.['answer'])) as Record<string, unknown>;
}

async function upload(of = shop): Promise<Prepared> {
  const prepared = (await mutate(
    'prepareAttachment',
    { name: 'certificate.pdf', type: 'PDF', size: PDF.byteLength },
    of,
  )) as unknown as Prepared;
  const token = prepared.uploadUrl.replace('/attachments/', '');
  expect(await storeAttachment(hub.hub, token, { bytes: PDF })).toMatchObject({ kind: 'stored' });
  return prepared;
}

test('a file is announced, and gets a path to be uploaded to for a while', async () => {
  expect(await mutate('prepareAttachment', { name: 'a.jpg', type: 'JPEG', size: 10 })).toEqual({
    __typename: 'AttachmentPrepared',
    attachment: expect.stringMatching(/^attachment_[0-9a-f-]{36}$/),
    uploadUrl: expect.stringMatching(/^\/attachments\/[\w-]+$/),
    expiresAt: '2026-11-22T04:15:00+00:00',
    maximumBytes: 5 * 1024 * 1024,
  });
});

test('a file that is too large or badly named is refused', async () => {
  expect(await mutate('prepareAttachment', { name: 'a.pdf', type: 'PDF', size: 6_000_000 })).toMatchObject({
    __typename: 'InvalidInput',
    fields: [{ path: 'size' }],
  });
  expect(await mutate('prepareAttachment', { name: '', type: 'PDF', size: 10 })).toMatchObject({
    __typename: 'InvalidInput',
    fields: expect.arrayContaining([{ path: 'name' }]),
  });
});

test('a file cannot be announced for another tenant’s shop', async () => {
  const input = { shop: `shop_${stranger.id}`, name: 'a.pdf', type: 'PDF', size: 10 };
  expect(await mutate('prepareAttachment', input)).toMatchObject({ __typename: 'ShopNotFound' });
});

test('a shop that has too many files that nothing uses is told what to do', async () => {
  const full = await hub.shop('full');
  const plan = { shopId: full.id, name: 'a.pdf', type: 'application/pdf', size: 10 };
  for (let count = 0; count < 200; count += 1) {
    await prepareAttachment(hub.hub, viewerOf([full], 'orders:write'), plan);
  }
  expect(await mutate('prepareAttachment', { name: 'a.pdf', type: 'PDF', size: 10 }, full)).toEqual({
    __typename: 'QuotaExceeded',
    message: expect.stringContaining('that no request uses'),
  });
});

test('an uploaded file goes with the request that names it, and no other tenant’s does', async () => {
  const { attachment } = await upload();
  const foreign = await upload(stranger);
  const { quote } = (await mutate('refundQuoteOfCruise', { reference: '1' })) as unknown as { quote: { id: string } };
  const confirm = (attachments: string[], idempotencyKey: string) =>
    mutate('confirmCruiseRefund', { quote: quote.id, attachments, idempotencyKey, waitSeconds: 0 });
  expect(await confirm([foreign.attachment], 'k1')).toMatchObject({ __typename: 'InvalidInput' });
  expect(await confirm([attachment], 'k2')).toMatchObject({ __typename: 'CommandAccepted' });
  await workCommands(hub.hub, { limit: 100 });
  expect(await confirm([attachment], 'k2')).toMatchObject({ command: { state: 'SUCCEEDED' } });
  expect(hub.desk.received).toEqual(['certificate.pdf']);
});

test('a file is no node: nobody reads it back', async () => {
  const { attachment } = await upload();
  const query = `{ node(id: "${attachment}") { id } }`;
  expect(JSON.parse(await hub.askCompiled(viewerOf([shop]), query))).toEqual({ node: null });
});
