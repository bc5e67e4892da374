import { value } from './plan/field-plan.ts';
import { text } from './plan/fragment.ts';

/** The channel's id of the item that a row belongs to; null when the row's `item_id` is. */
export const itemReferenceColumn = value((row) =>
  text(`(select x.reference from interline.item x where x.id = ${row.column('item_id')})`),
);
