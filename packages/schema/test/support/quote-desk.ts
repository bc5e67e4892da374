import { workCommands } from '@interline/core/hub';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { cruiseOrder } from './cruise-order.ts';
import { schemaHub, type SchemaHub, viewerOf } from './schema-hub.ts';

type Shop = Awaited<ReturnType<SchemaHub['shop']>>;

/** All that is shown of a quote. */
export const QUOTE = `id kind reference itemReference precalculated fee { minorUnits currency } amount { decimal } expiresAt createdAt
  order { reference } lines { itemReference segment fee { minorUnits } amount { minorUnits currency } }
  replacedBy { id } confirmedBy { id } ... on ChangeQuote { changeReference }`;

/** What a mutation says. */
export interface Answer {
  readonly __typename: string;
  readonly message?: string;
  readonly quote?: { readonly id: string };
  readonly command?: { readonly id: string };
}

/** A hub for the tests of a file, with a new order in its shop for each; prices are asked for and confirmed there. */
export function quoteDesk() {
  let hub: SchemaHub;
  let shop: Shop;
  let stranger: Shop;
  let reference = '';
  let made = 0;
  const writer = () => viewerOf([shop], 'orders:read', 'orders:write');

  beforeAll(async () => {
    hub = await schemaHub();
    shop = await hub.shop('a');
    stranger = await hub.shop('s');
  });
  afterAll(() => hub[Symbol.asyncDispose]());
  beforeEach(async () => {
    reference = `o${(made += 1)}`;
    hub.desk.fee = 5_000n;
    hub.desk.trouble = 'none';
    await hub.store(shop, cruiseOrder(reference));
  });

  async function mutate(name: string, input: Record<string, unknown>, viewer = writer()): Promise<Answer> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const body = name.endsWith('QuoteOfCruise')
      ? `... on Quoted { quote { __typename ${QUOTE} } } ... on ChannelBusy { retryAfterSeconds } ... on ShopParked { code } ... on ChannelRefused { code }`
      : `... on CommandAccepted { repeated command { id state reference order { reference } confirms { id } quote { id } } }
         ... on QuoteUsed { command { id } } ... on QuoteReplaced { quote { id } } ... on QuoteChanged { quote { id fee { minorUnits } } command { id code } }
         ... on AmbiguousShop { shops { name } }`;
    const { data, errors } = await hub.ask(
      viewer,
      `mutation ($input: ${type}!) { answer: ${name}(input: $input) { __typename ... on Refusal { message } ... on NotAllowed { code } ... on InvalidInput { fields { path message } } ${body} } }`,
      { input },
    );
    expect(errors).toBeUndefined();
    return (JSON.parse(JSON.stringify(data)) as { answer: Answer }).answer;
  }

  const ask = (kind: 'refund' | 'change', input: Record<string, unknown> = {}, viewer = writer()) =>
    mutate(`${kind}QuoteOfCruise`, { reference, ...input }, viewer);
  const confirm = (quote: string, input: Record<string, unknown> = {}, viewer = writer()) =>
    mutate('confirmCruiseRefund', { quote, idempotencyKey: `k${reference}`, waitSeconds: 0, ...input }, viewer);

  /** Confirms, lets the hub do it, and asks with the same key for the outcome. */
  async function confirmed(quote: string, input: Record<string, unknown> = {}): Promise<Answer> {
    await confirm(quote, input);
    await workCommands(hub.hub, { limit: 100 });
    return confirm(quote, input);
  }

  /** On both ways; the answers must agree. */
  async function both(query: string, viewer = writer()): Promise<unknown> {
    const compiled: unknown = JSON.parse(await hub.askCompiled(viewer, query));
    const { data, errors } = await hub.ask(viewer, query);
    expect(errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(data))).toEqual(compiled);
    return compiled;
  }

  return { now: () => ({ hub, shop, stranger, reference }), writer, mutate, ask, confirm, confirmed, both };
}

/** The id of the quote in an answer. */
export function idOf({ quote }: Answer): string {
  expect(quote).toBeDefined();
  return quote?.id ?? '';
}
