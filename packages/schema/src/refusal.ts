import type { InvalidField } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import { addChannelRefusals } from './channel-refusal.ts';
import { commandRow } from './command.ts';
import { loaded } from './plan/load.ts';
import { rowPlace } from './plan/place.ts';
import { addQuoteRefusals } from './quote-refusal.ts';
import { addRefusal, type RefusalRef, type Refused } from './refusal-interface.ts';
import { rowOf } from './row-of.ts';

/** Refs of the refusals, for the unions they are members of. */
export type Refusals = ReturnType<typeof addRefusals>;

/** The interface `Refusal` and the refusals that mutations and queries share; added when first asked for. */
export function refusalsOf(builder: InterlineBuilder): Refusals {
  const known = refusals.get(builder);
  if (known !== undefined) {
    return known;
  }
  const added = addRefusals(builder);
  refusals.set(builder, added);
  return added;
}

/** Each builder's own; adapters add mutations without being handed the refs. */
const refusals = new WeakMap<InterlineBuilder, Refusals>();

function addRefusals(builder: InterlineBuilder) {
  const refusal = addRefusal(builder);
  return {
    refusal,
    ...addOrderRefusals(builder, refusal),
    ...addCommandRefusals(builder, refusal),
    ...addQuoteRefusals(builder, refusal),
    ...addChannelRefusals(builder, refusal),
  };
}

function addOrderRefusals(builder: InterlineBuilder, refusal: RefusalRef) {
  const invalidField = builder.objectRef<InvalidField>('InvalidField').implement({
    description: 'One thing that is wrong with an input.',
    fields: (t) => ({
      path: t.exposeString('path', {
        description: 'Where in the input, for example `items[0].number`; empty for the whole.',
      }),
      message: t.exposeString('message', { description: 'What is wrong with it.' }),
    }),
  });
  const ambiguous = (name: string, description: string) =>
    builder.objectRef<Refused & { readonly shopIds: readonly string[] }>(name).implement({
      description,
      interfaces: [refusal],
      fields: (t) => ({
        shops: t.field({
          type: ['Shop'],
          description: 'The shops to choose from.',
          ...loaded({
            kind: 'rows',
            bind: ({ parent }) => ({
              shape: '',
              values: [(parent as { readonly shopIds: readonly string[] }).shopIds],
            }),
            rows: (_parent, site) => {
              const row = rowPlace(site.alias('s'));
              return {
                from: `interline.shop ${row.alias}`,
                place: row,
                where: [`${row.column('id')} = any(${site.param(0, 'uuid[]')})`, site.visible(row.column('id'))],
                orderBy: row.column('name'),
              };
            },
          }),
        }),
      }),
    });
  const plain = (name: string, description: string) =>
    builder.objectRef<Refused>(name).implement({ description, interfaces: [refusal] });
  return {
    invalidInput: builder.objectRef<Refused & { readonly fields: readonly InvalidField[] }>('InvalidInput').implement({
      description: 'The input is not valid.',
      interfaces: [refusal],
      fields: (t) => ({
        fields: t.field({
          type: [invalidField],
          description: 'What is wrong, field by field.',
          resolve: ({ fields }) => [...fields],
        }),
      }),
    }),
    orderNotFound: plain('OrderNotFound', 'No shop of the token has the order.'),
    itemNotFound: plain('ItemNotFound', 'The order has no such item.'),
    ambiguousOrder: ambiguous(
      'AmbiguousOrder',
      'Several shops of the token have an order with this reference: name the shop.',
    ),
    shopNotFound: plain('ShopNotFound', 'The token sees no such shop.'),
    ambiguousShop: ambiguous('AmbiguousShop', 'The token has several shops on the channel: name the shop.'),
    quotaExceeded: plain(
      'QuotaExceeded',
      'The shop has as many quotes, or attachments, as it may have at once: the message says when it may have more.',
    ),
    notAllowed: builder.objectRef<Refused & { readonly reasonCode: string }>('NotAllowed').implement({
      description:
        'It cannot be done as things stand: the order’s state does not allow it (see `availableActions`), or what was agreed no longer holds.',
      interfaces: [refusal],
      fields: (t) => ({
        code: t.exposeString('reasonCode', { description: 'Why not: a stable code of the channel’s adapter.' }),
      }),
    }),
  };
}

function addCommandRefusals(builder: InterlineBuilder, refusal: RefusalRef) {
  const command = loaded(rowOf('commandId', commandRow));
  return {
    idempotencyKeyReused: builder
      .objectRef<Refused & { readonly commandId: string }>('IdempotencyKeyReused')
      .implement({
        description: 'The idempotency key already stands for another request: take a new one.',
        interfaces: [refusal],
        fields: (t) => ({
          command: t.field({ type: 'Command', description: 'The request that the key stands for.', ...command }),
        }),
      }),
    alreadyDoneDifferently: builder
      .objectRef<Refused & { readonly commandId: string; readonly differences: readonly string[] }>(
        'AlreadyDoneDifferently',
      )
      .implement({
        description: 'It has been done, or is being done, with other input, and can be done only once.',
        interfaces: [refusal],
        fields: (t) => ({
          command: t.field({ type: 'Command', description: 'The first request.', ...command }),
          differences: t.stringList({
            description: 'The fields of the input that differ.',
            resolve: ({ differences }) => [...differences],
          }),
        }),
      }),
    accepted: builder
      .objectRef<{ readonly commandId: string; readonly repeated: boolean }>('CommandAccepted')
      .implement({
        description:
          'The request is committed and will be carried out at most once. Its outcome so far is the state of `command`; follow it with the subscription `commandUpdated`.',
        fields: (t) => ({
          command: t.field({ type: 'Command', description: 'The request and its outcome so far.', ...command }),
          repeated: t.exposeBoolean('repeated', {
            description: 'Whether an earlier submission of the same request was found; nothing new was sent then.',
          }),
        }),
      }),
  };
}

/** The name of the union member that a resolver's result says it is. */
export function memberName(result: object): string {
  const name = markedName(result);
  if (name === null) {
    throw new Error('A result names no member of its union.');
  }
  return name;
}

/** The same; null for what names none, such as a channel's answer. */
export function markedName(result: object): string | null {
  return '__typename' in result && typeof result.__typename === 'string' ? result.__typename : null;
}
