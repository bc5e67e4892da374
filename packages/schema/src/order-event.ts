import type { OrderEventType } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import { enumColumn, instantColumn, plainColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { planned, type PlannedOptions, value } from './plan/field-plan.ts';
import { json, quoted, text } from './plan/fragment.ts';
import { withColumns } from './plan/place.ts';
import type { Planned } from './planned.ts';

/** Adds `OrderEvent`. */
export function addOrderEvent(builder: InterlineBuilder, enums: Enums): void {
  const anomaly = addAnomaly(builder, enums);
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
      channelFrom: t.string({
        nullable: true,
        description: 'The channel’s word before, unchanged; null where nothing came before or no word is told of.',
        ...dataText('channelFrom'),
      }),
      channelTo: t.string({
        nullable: true,
        description: 'The channel’s word after, unchanged; null where no word is told of.',
        ...dataText('channelTo'),
      }),
      refundReference: t.string({
        nullable: true,
        description: 'For `REFUND_CHANGED`: the channel’s id of the refund, if it has one; otherwise null.',
        ...dataTextOf('REFUND_CHANGED', 'refund'),
      }),
      changeReference: t.string({
        nullable: true,
        description: 'For `REBOOKING_CHANGED`: the channel’s id of the change; otherwise null.',
        ...dataTextOf('REBOOKING_CHANGED', 'change'),
      }),
      ticketReference: t.string({
        nullable: true,
        description: 'For `TICKET_CHANGED`: the channel’s id of the ticket; otherwise null.',
        ...dataTextOf('TICKET_CHANGED', 'ticket'),
      }),
      amountFrom: t.field({
        type: 'BigInt',
        nullable: true,
        description:
          'For `REFUND_CHANGED`, when more money came for a refund that had succeeded: its amount before, in minor units of the order’s currency; otherwise null.',
        ...dataTextOf('REFUND_CHANGED', 'amountFrom'),
      }),
      amountTo: t.field({
        type: 'BigInt',
        nullable: true,
        description: 'The same: its amount after, all payments together.',
        ...dataTextOf('REFUND_CHANGED', 'amountTo'),
      }),
      anomaly: t.field({
        type: anomaly,
        nullable: true,
        description: 'For `ANOMALY_SEEN`: what was unexpected; otherwise null.',
        ...planned({
          kind: 'object',
          place: (row) => withColumns({ data: () => row.column('data') }),
          present: (row) => `${row.column('type')} = 'ANOMALY_SEEN'`,
        }),
      }),
      changedFields: t.stringList({
        description: 'For `DETAILS_CHANGED`: the names of what changed; otherwise empty.',
        ...value((row) =>
          json(
            `coalesce((select '[' || string_agg(to_json(c.name)::text, ',' order by c.place) || ']' from jsonb_array_elements_text(case when jsonb_typeof(${row.column('data')} -> 'fields') = 'array' then ${row.column('data')} -> 'fields' else '[]'::jsonb end) with ordinality c (name, place)), '[]')`,
          ),
        ),
      }),
      facts: t.field({
        type: [addFact(builder)],
        complexity: { field: 1, multiplier: 2 },
        description:
          'For `SCHEDULE_CHANGED`: what the channel told besides, such as the flight and the reason; otherwise empty.',
        ...factRows(),
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

function addAnomaly(builder: InterlineBuilder, enums: Enums) {
  return builder.objectRef<Planned>('Anomaly').implement({
    description: 'Something that the channel said and the hub did not expect. Kept and told, never fatal.',
    fields: (t) => ({
      code: t.field({
        type: enums.anomalyCode,
        description: 'In which way it was unexpected.',
        ...value((row) => quoted(`(${row.column('data')} ->> 'code')`)),
      }),
      path: t.string({
        description: 'Where the channel said it, in its own words, for example `sub_orders[0].biz_type`.',
        ...dataText('path'),
      }),
      value: t.string({
        description: 'What it said, shortened to 200 characters; nothing personal.',
        ...dataText('value'),
      }),
    }),
  });
}

function addFact(builder: InterlineBuilder) {
  return builder.objectRef<Planned>('EventFact').implement({
    description: 'A fact that came with an event, in the words of the channel’s adapter.',
    fields: (t) => ({
      name: t.string({
        description: 'What it is, for example `segment` or `before.flightNumber`.',
        ...textColumn('name'),
      }),
      value: t.string({ description: 'What it says, as text.', ...textColumn('value') }),
    }),
  });
}

/** The texts, numbers and truth values of a notice's data, those one level down included; `key` is the core's own. */
function factRows(): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (event, site) => {
      const [outer, inner] = [site.alias('a'), site.alias('b')];
      const data = `case when ${event.column('type')} = 'SCHEDULE_CHANGED' then ${event.column('data')} else '{}'::jsonb end`;
      const members = `case when jsonb_typeof(${outer}.value) = 'object' then ${outer}.value else jsonb_build_object('', ${outer}.value) end`;
      return {
        from: `jsonb_each(${data}) ${outer} cross join lateral jsonb_each(${members}) ${inner}`,
        place: withColumns({
          name: () => `concat_ws('.', ${outer}.key, nullif(${inner}.key, ''))`,
          value: () => `(${inner}.value #>> '{}')`,
        }),
        where: [`${outer}.key <> 'key'`, `jsonb_typeof(${inner}.value) in ('string', 'number', 'boolean')`],
        orderBy: `${outer}.key collate "C", ${inner}.key collate "C"`,
      };
    },
  });
}

/** A field that is a text of the event's data. */
function dataText(key: string) {
  return value((row) => text(`(${row.column('data')} ->> '${key}')`));
}

/** The same for events of one type; null for others, whose data may have the key for something else. */
function dataTextOf(type: OrderEventType, key: string) {
  return value((row) =>
    text(`(case when ${row.column('type')} = '${type}' then ${row.column('data')} ->> '${key}' end)`),
  );
}
