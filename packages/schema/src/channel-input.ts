import type { InputFieldMap } from '@pothos/core';
import type { InputFields } from './builder.ts';
import { rowIdOf } from './global-id.ts';

/** The name of the input type of a channel's mutation or query: `DeliverVacationItemInput`. */
export function inputNameOf(name: string): string {
  return `${capitalised(name)}Input`;
}

/** The name with a capital, for the types that belong to a field. */
export function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** The input field that names the shop. */
export function shopField(t: InputFields): InputFieldMap {
  return {
    shop: t.id({
      description: 'The shop, by the hub’s id; needed only when several shops of the token can be meant.',
    }),
  };
}

/** What every such input has, beside the adapter's own fields. GraphQL has checked the types. */
export interface ChannelInput {
  readonly shopId: string | null;
  /** The adapter's fields. */
  readonly own: Readonly<Record<string, unknown>>;
}

/** @throws GraphQLError when the shop's id is none */
export function readChannelInput({ shop, ...own }: Readonly<Record<string, unknown>>): ChannelInput {
  return { shopId: shop == null ? null : rowIdOf('input.shop', 'shop', String(shop)), own };
}
