import { askChannel } from '@interline/core/hub';
import type { InputFieldMap, ObjectRef } from '@pothos/core';
import type { BuilderTypes, InputFields, InterlineBuilder } from './builder.ts';
import { capitalised, inputNameOf, readChannelInput, shopField } from './channel-input.ts';
import type { GraphQLContext } from './context.ts';
import { refusalMember } from './refusal-member.ts';
import { markedName, refusalsOf } from './refusal.ts';
import { requires } from './requires.ts';

/** What a question to a channel costs of an operation's complexity: as much as a page of a list. */
const COST = 20;

/** A query that asks a channel something whose answer is not kept. */
export interface ChannelQuery {
  /** The adapter's name. */
  readonly channel: string;
  /** The query's name in the adapter's `queries`. */
  readonly query: string;
  /** The field's name, for example `searchFlights`. */
  readonly name: string;
  /** What it asks, for the schema. */
  readonly description: string;
  /** The input's fields, named as the query's own `input` (zod) names them. */
  readonly input: (t: InputFields) => InputFieldMap;
  /** The type of the answer, added with `builder.objectRef<Answer>(…).implement(…)`; it reads what `ask` answers. */
  readonly answer: ObjectRef<BuilderTypes, object>;
}

/** Adds a query that is put to the channel while the client waits. Its result is a union, named after it. */
export function channelQuery(
  builder: InterlineBuilder,
  { channel, query, name, description, input: fields, answer }: ChannelQuery,
): void {
  const input = builder.inputType(inputNameOf(name), {
    description: `What \`${name}\` needs to know.`,
    fields: (t): InputFieldMap => ({ ...fields(t), ...shopField(t) }),
  });
  const members = refusalsOf(builder);
  const result = builder.unionType(`${capitalised(name)}Result`, {
    description: `What \`${name}\` gives. Everything but \`${answer.name}\` is a \`Refusal\`: there is no answer.`,
    types: [
      answer,
      members.invalidInput,
      members.shopNotFound,
      members.ambiguousShop,
      members.notAllowed,
      members.shopParked,
      members.channelRefused,
      members.channelBusy,
    ],
    resolveType: (each) => markedName(each) ?? answer.name,
  });
  builder.queryField(name, (t) =>
    t.field({
      type: result,
      description,
      args: { input: t.arg({ type: input, required: true, description: 'The question.' }) },
      complexity: { field: COST, multiplier: 1 },
      ...requires('orders:read'),
      resolve: async (_root, args, { hub, viewer, signal }: GraphQLContext) => {
        const { shopId, own } = readChannelInput(args.input);
        const asked = await askChannel(hub, viewer, { channel, name: query, shopId, input: own }, signal);
        return asked.kind === 'answered' ? asked.answer : refusalMember(asked);
      },
    }),
  );
}
