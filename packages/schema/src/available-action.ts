import type { Allowed, ItemFacts, OrderFacts } from '@interline/core';
import type { InterlineBuilder } from './builder.ts';
import type { GraphQLContext } from './context.ts';
import type { FieldExtensions, ValuePlan } from './plan/field-plan.ts';
import { json, text } from './plan/fragment.ts';
import type { Planned } from './planned.ts';

/** A command of the channel, and whether the order's state allows it. */
export interface AvailableAction {
  readonly command: string;
  readonly label: string;
  readonly verdict: Allowed;
}

/** Adds `AvailableAction`. */
export function addAvailableAction(builder: InterlineBuilder) {
  return builder.objectRef<AvailableAction>('AvailableAction').implement({
    description: 'Something that the channel can be asked to do, and whether it may be asked now.',
    fields: (t) => ({
      command: t.exposeString('command', { description: 'The adapter’s name for it, for example `deliver`.' }),
      label: t.exposeString('label', { description: 'The same for people.' }),
      allowed: t.boolean({
        description: 'Whether the order’s state, as the hub knows it, allows it.',
        resolve: ({ verdict }) => verdict.allowed,
      }),
      code: t.string({
        nullable: true,
        description: 'Why not: a stable code; null when allowed.',
        resolve: ({ verdict }) => (verdict.allowed ? null : verdict.code),
      }),
      reason: t.string({
        nullable: true,
        description: 'Why not, and what to do instead, for people; null when allowed.',
        resolve: ({ verdict }) => (verdict.allowed ? null : verdict.reason),
      }),
    }),
  });
}

const plan: ValuePlan = {
  kind: 'value',
  sql: null,
  needs: {
    '~facts': (row) => json(row.column('facts')),
    '~item': (row) => text(row.column('item_reference')),
    '~channel': (row) => text(row.column('channel')),
  },
};

/** The options of a field that lists the actions of an order or an item. */
export const availableActions = {
  extensions: { interline: { plan } satisfies FieldExtensions },
  resolve: (parent: Planned, _args: object, { hub }: GraphQLContext): AvailableAction[] => {
    const facts = parent['~facts'] as OrderFacts;
    const itemReference = parent['~item'] as string | null;
    const item = facts.items.find(({ reference }) => reference === itemReference) ?? null;
    return actionsOf(hub, parent['~channel'] as string, facts, item);
  },
};

function actionsOf(
  hub: GraphQLContext['hub'],
  channel: string,
  facts: OrderFacts,
  item: ItemFacts | null,
): AvailableAction[] {
  const commands = hub.channels.get(channel)?.adapter.commands ?? {};
  return Object.entries(commands).flatMap(([command, definition]) => {
    const verdict = definition.internal ? undefined : definition.allowed?.(facts, item);
    return verdict === undefined ? [] : [{ command, label: definition.label, verdict }];
  });
}
