import type { TestHub } from '@interline/adapter-testing';
import type { AnyAdapter } from '@interline/core';
import { buildSchema, createLiveFeed } from '@interline/schema';
import { graphql } from 'graphql';

import ship from '../src/index.ts';

/** What a client is told of a wish, as far as tests look at it. */
export interface Told {
  readonly __typename: string;
  /** Of a refusal. */
  readonly message?: string;
  /** Of `NotAllowed`. */
  readonly code?: string;
  /** Of `InvalidInput`. */
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
  /** Of `AlreadyDoneDifferently`. */
  readonly differences?: readonly string[];
  readonly command?: { readonly state: string; readonly code: string | null; readonly message: string | null };
}

/** What a client may wish of a ship order. */
export type Wish = 'reportShipTickets' | 'reportShipRefund' | 'decideShipOrder' | 'decideShipRefund';

const schema = buildSchema({ adapters: [ship as AnyAdapter] });

/** Asks by GraphQL; an answer has `told`, or the errors of a request that does not fit the schema. */
export async function ask(
  hub: TestHub,
  source: string,
  variableValues: Readonly<Record<string, unknown>> = {},
  scopes: Parameters<TestHub['viewer']>[0] = ['orders:read', 'orders:write'],
): Promise<{
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly string[];
}> {
  const contextValue = { viewer: hub.viewer(scopes), hub: hub.context, feed: createLiveFeed(hub.context) };
  const { data, errors = [] } = await graphql({ schema, source, variableValues, contextValue });
  return { data, errors: errors.map(({ message }) => message) };
}

/** Wishes for something without waiting for it. */
export async function wish(hub: TestHub, name: Wish, input: object): Promise<Told | readonly string[]> {
  const inputType = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const source = `mutation ($input: ${inputType}!) { told: ${name}(input: $input) {
    __typename
    ... on Refusal { message }
    ... on InvalidInput { fields { path message } }
    ... on NotAllowed { code }
    ... on AlreadyDoneDifferently { differences command { state code message } }
    ... on CommandAccepted { command { state code message } }
  } }`;
  const { data, errors } = await ask(hub, source, { input: { idempotencyKey: 'wish', waitSeconds: 0, ...input } });
  return errors.length > 0 ? errors : (data?.['told'] as Told);
}
