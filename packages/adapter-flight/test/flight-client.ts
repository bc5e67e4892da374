import type { AnyAdapter } from '@interline/core';
import { buildSchema, createLiveFeed } from '@interline/schema';
import { graphql } from 'graphql';

import flight from '../src/index.ts';
import type { FlightHub } from './flight-hub.ts';
import type { FlightOrderView } from './sandbox.ts';
import { CONTACT, PEOPLE } from './travel-desk.ts';

/** What a client is told, as far as tests look at it. */
export interface Told {
  readonly __typename: string;
  /** Of a refusal. */
  readonly message?: string;
  /** Of a refusal that has one. */
  readonly code?: string;
  /** Of `InvalidInput`. */
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
  readonly command?: ToldCommand;
  readonly quote?: { readonly id: string; readonly fee: { readonly minorUnits: string } | null };
  readonly offers?: readonly ToldOffer[];
  readonly notes?: readonly string[];
  readonly attachment?: string;
  readonly uploadUrl?: string;
}

/** A command as a client is shown it. */
export interface ToldCommand {
  readonly id: string;
  readonly state: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly reference: string | null;
}

/** An offer as a client is shown it. */
export interface ToldOffer {
  readonly key: string | null;
  readonly seats: number | null;
  readonly sum: { readonly minorUnits: string } | null;
  readonly memberPrice: { readonly who: string } | null;
}

const schema = buildSchema({ adapters: [flight as AnyAdapter] });

const REFUSALS = /* GraphQL */ `
  ... on Refusal { message }
  ... on InvalidInput { fields { path message } }
  ... on NotAllowed { code }
`;
const ANSWERS = /* GraphQL */ `
  ... on ShopParked { code }
  ... on ChannelRefused { code }
`;
const COMMAND = `{ __typename ... on CommandAccepted { command { id state code message reference } }
  ... on QuoteUsed { command { id state code message reference } } ${REFUSALS} }`;
const QUOTE = `{ __typename ... on Quoted { quote { id fee { minorUnits } } } ${REFUSALS} ${ANSWERS} }`;

/** What a client of the flight channel may ask, as it asks it. */
const OPERATIONS = {
  search: `query ($input: SearchFlightsInput!) { told: searchFlights(input: $input) { __typename ... on FlightOffers {
    notes offers { key seats sum: total { minorUnits } memberPrice { who } } } ${REFUSALS} ${ANSWERS} } }`,
  book: mutation('bookFlight', COMMAND),
  pay: mutation('payFlightOrder', COMMAND),
  close: mutation('closeFlightOrder', COMMAND),
  quoteRefund: mutation('quoteFlightRefund', QUOTE),
  confirmRefund: mutation('confirmFlightRefund', COMMAND),
  quoteChange: mutation('quoteFlightChange', QUOTE),
  requestChange: mutation('requestFlightChange', COMMAND),
  confirmChange: mutation('confirmFlightChange', COMMAND),
  prepareAttachment: mutation(
    'prepareAttachment',
    '{ __typename ... on AttachmentPrepared { attachment uploadUrl } ... on Refusal { message } ... on InvalidInput { fields { path message } } }',
  ),
} as const;

/** What a client may ask. */
export type Operation = keyof typeof OPERATIONS;

/**
 * Asks the hub by GraphQL.
 * @param shopIds the shops that the client's token sees; all when absent
 */
export async function ask(desk: FlightHub, operation: Operation, input: object, shopIds?: string[]): Promise<Told> {
  const { hub } = desk;
  const contextValue = {
    viewer: hub.viewer(['orders:read', 'orders:write'], shopIds),
    hub: hub.context,
    feed: createLiveFeed(hub.context),
  };
  const { data, errors } = await graphql({
    schema,
    source: OPERATIONS[operation],
    variableValues: { input },
    contextValue,
  });
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  return (data as { readonly told: Told }).told;
}

/** Asks for something to be done, works off what is due, and gives what the client is told then. */
export async function request(desk: FlightHub, operation: Operation, input: object, shopIds?: string[]): Promise<Told> {
  const wish = { idempotencyKey: 'wish', ...input, waitSeconds: 0 };
  await ask(desk, operation, wish, shopIds);
  await desk.hub.settle();
  return ask(desk, operation, wish, shopIds);
}

/** The first offer that anybody may buy, for one adult from Beijing to Xiamen in a month. */
export async function ordinaryOffer(desk: FlightHub): Promise<ToldOffer & { readonly total: string }> {
  const { offers = [] } = await ask(desk, 'search', listing(desk));
  const offer = offers.find(({ key, memberPrice }) => key !== null && memberPrice === null);
  if (!offer?.sum) throw new Error('there is no ordinary offer');
  return { ...offer, total: offer.sum.minorUnits };
}

/** What books an offer for one adult. */
export function bookInput(offer: string | null) {
  return { offer, passengers: [PEOPLE.adult], contact: CONTACT };
}

/** An order that waits for payment, and that the hub knows. */
export async function unpaidOrder(desk: FlightHub): Promise<FlightOrderView> {
  const order = desk.sandbox.control.flight.createOrder();
  await desk.sync(order.id);
  return order;
}

/** The id of a price for the refund of a ticketed order. */
export async function refundQuote(desk: FlightHub): Promise<string> {
  const { id } = await desk.order();
  const { quote } = await ask(desk, 'quoteRefund', { orderReference: id, reason: 'VOLUNTARY' });
  if (!quote) throw new Error('there is no quote');
  return quote.id;
}

/** A search for one adult from Beijing to Xiamen, so many days from now. */
export function listing({ hub }: FlightHub, days = 30) {
  return { directions: [{ from: 'BJS', to: 'XMN', date: dayFrom(hub.clock.now(), days) }] };
}

/** @returns `yyyy-MM-dd` in China */
function dayFrom(now: Date, days: number): string {
  return new Date(now.getTime() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);
}

function mutation(name: string, selection: string): string {
  const input = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${input}!) { told: ${name}(input: $input) ${selection} }`;
}
