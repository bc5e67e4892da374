import type { InterlineBuilder } from './builder.ts';
import { enumColumn, instantColumn, plainColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { value } from './plan/field-plan.ts';
import { json, quoted } from './plan/fragment.ts';

/** Adds `OrderEvent`. */
export function addOrderEvent(builder: InterlineBuilder, enums: Enums): void {
  builder.objectType('OrderEvent', {
    description: 'One change of an order, recorded for ever. Each observed state appears once.',
    fields: (t) => ({
      id: t.id({
        description: 'The hub’s id of the event.',
        ...value((row) => quoted(`'event_' || ${row.column('seq')}`)),
      }),
      type: t.field({ type: enums.orderEventType, description: 'What changed.', ...enumColumn('type') }),
      itemReference: t.string({
        nullable: true,
        description: 'The channel’s id of the item; null when the whole order changed.',
        ...textColumn('item_reference'),
      }),
      from: t.string({
        nullable: true,
        description: 'The value before, in unified words.',
        ...textColumn('from_value'),
      }),
      to: t.string({ nullable: true, description: 'The value after, in unified words.', ...textColumn('to_value') }),
      changedFields: t.stringList({
        description: 'For `DETAILS_CHANGED`: the names of what changed; otherwise empty.',
        ...value((row) =>
          json(
            `coalesce((select '[' || string_agg(to_json(c.name)::text, ',' order by c.place) || ']' from jsonb_array_elements_text(case when jsonb_typeof(${row.column('data')} -> 'fields') = 'array' then ${row.column('data')} -> 'fields' else '[]'::jsonb end) with ordinality c (name, place)), '[]')`,
          ),
        ),
      }),
      version: t.int({ description: 'The order’s version after the change.', ...plainColumn('version') }),
      cause: t.field({ type: enums.cause, description: 'What made the hub look.', ...enumColumn('cause') }),
      occurredAt: t.field({
        type: 'DateTime',
        description: 'When it happened, as the channel dates it.',
        ...instantColumn('occurred_at'),
      }),
      recordedAt: t.field({
        type: 'DateTime',
        description: 'When the hub recorded it.',
        ...instantColumn('recorded_at'),
      }),
    }),
  });
}
