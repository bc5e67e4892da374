import type { InvalidField } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import { commandRow } from './command.ts';
import { loaded } from './plan/load.ts';
import { rowPlace } from './plan/place.ts';

/** A wish that was not granted: nothing was stored and nothing sent. */
export interface Refused {
  readonly message: string;
}

/** Refs of the refusals, for the unions they are members of. */
export type Refusals = ReturnType<typeof addRefusals>;

/** The interface `Refusal` and the refusals that mutations share; added when first asked for. */
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
  const refusal = builder.interfaceRef<Refused>('Refusal').implement({
    description:
      'Why a mutation did nothing. Expected, and not an error of GraphQL: select `... on Refusal { message }`.',
    fields: (t) => ({
      message: t.exposeString('message', { description: 'For people: what is wrong and what to do.' }),
    }),
  });
  const invalidField = builder.objectRef<InvalidField>('InvalidField').implement({
    description: 'One thing that is wrong with an input.',
    fields: (t) => ({
      path: t.exposeString('path', {
        description: 'Where in the input, for example `items[0].number`; empty for the whole.',
      }),
      message: t.exposeString('message', { description: 'What is wrong with it.' }),
    }),
  });
  const commandField = loaded({
    kind: 'rows',
    bind: ({ parent }) => ({ shape: '', values: [(parent as { commandId: string }).commandId] }),
    rows: (_parent, site) => commandRow(site, site.param(0, 'text')),
  });
  return {
    refusal,
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
    orderNotFound: builder.objectRef<Refused>('OrderNotFound').implement({
      description: 'No shop of the token has the order.',
      interfaces: [refusal],
    }),
    itemNotFound: builder.objectRef<Refused>('ItemNotFound').implement({
      description: 'The order has no such item.',
      interfaces: [refusal],
    }),
    ambiguousOrder: builder.objectRef<Refused & { readonly shopIds: readonly string[] }>('AmbiguousOrder').implement({
      description: 'Several shops of the token have an order with this reference: name the shop.',
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
    }),
    notAllowed: builder.objectRef<Refused & { readonly reasonCode: string }>('NotAllowed').implement({
      description: 'The order’s state does not allow it; see `availableActions`.',
      interfaces: [refusal],
      fields: (t) => ({
        code: t.exposeString('reasonCode', { description: 'Why not: a stable code of the channel’s adapter.' }),
      }),
    }),
    idempotencyKeyReused: builder
      .objectRef<Refused & { readonly commandId: string }>('IdempotencyKeyReused')
      .implement({
        description: 'The idempotency key already stands for another request: take a new one.',
        interfaces: [refusal],
        fields: (t) => ({
          command: t.field({ type: 'Command', description: 'The request that the key stands for.', ...commandField }),
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
          command: t.field({ type: 'Command', description: 'The first request.', ...commandField }),
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
          command: t.field({ type: 'Command', description: 'The request and its outcome so far.', ...commandField }),
          repeated: t.exposeBoolean('repeated', {
            description: 'Whether an earlier submission of the same request was found; nothing new was sent then.',
          }),
        }),
      }),
  };
}

/** The name of the union member that a resolver's result says it is. */
export function memberName(result: object): string {
  if ('type' in result && typeof result.type === 'string') {
    return result.type;
  }
  throw new Error('A result names no member of its union.');
}
