import type { InterlineBuilder } from './builder.ts';
import { enumColumn, idColumn, instantColumn, plainColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { planned, type Site } from './plan/field-plan.ts';
import { rowPlace } from './plan/place.ts';

/** The one dead letter with an id, if the viewer may see it. */
export function deadLetterRow(site: Site, id: string) {
  const row = rowPlace(site.alias('l'));
  return {
    from: `interline.dead_letter ${row.alias}`,
    place: row,
    where: [`${row.column('id')} = ${id}::uuid`, site.visible(row.column('shop_id'))],
  };
}

/** Adds `DeadLetter`. */
export function addDeadLetter(builder: InterlineBuilder, enums: Enums): void {
  builder.objectType('DeadLetter', {
    description: 'What could not be processed, with its reason. It can be replayed; nothing of it is lost.',
    interfaces: ['Node'],
    extensions: { interline: { node: { prefix: 'deadletter', row: deadLetterRow } } },
    fields: (t) => ({
      id: t.id({ description: 'The hub’s id of the dead letter.', ...idColumn('deadletter') }),
      kind: t.field({
        type: enums.deadLetterKind,
        description: 'Whether it is a message or an order.',
        ...enumColumn('kind'),
      }),
      channel: t.string({ description: 'The channel’s name.', ...enumColumn('channel') }),
      shop: t.field({
        type: 'Shop',
        nullable: true,
        description: 'For which shop; null when no shop could be found for a message.',
        ...planned({
          kind: 'rows',
          rows: (letter, site) => {
            const row = rowPlace(site.alias('s'));
            return {
              from: `interline.shop ${row.alias}`,
              place: row,
              where: [`${row.column('id')} = ${letter.column('shop_id')}`],
            };
          },
        }),
      }),
      reference: t.string({
        nullable: true,
        description: 'The channel’s id of the order, as far as known.',
        ...textColumn('reference'),
      }),
      topic: t.string({ nullable: true, description: 'The message’s topic.', ...textColumn('topic') }),
      code: t.string({ description: 'Why: a stable code.', ...textColumn('code') }),
      reason: t.string({ description: 'What happened and what to do.', ...textColumn('reason') }),
      tries: t.int({ description: 'How often it was tried.', ...plainColumn('tries') }),
      createdAt: t.field({ type: 'DateTime', description: 'When the hub gave up.', ...instantColumn('created_at') }),
      resolvedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was replayed, or came right by itself; null while open.',
        ...instantColumn('resolved_at'),
      }),
    }),
  });
}
