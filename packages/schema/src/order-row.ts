import { orderFactsSql } from './order-facts.ts';
import { planned, type PlannedOptions, type Rows, type Site } from './plan/field-plan.ts';
import { type Place, rowPlace, withColumns } from './plan/place.ts';

/** What the fields of an order may use of a row of `interline.orders`. */
export function orderPlace(row: Place): Place {
  return withColumns({ facts: () => orderFactsSql(row), item_reference: () => 'null::text' }, row);
}

/** The one order with an id (an SQL expression of type uuid), if the viewer may see it. */
export function orderRow(site: Site, id: string): Rows {
  const row = rowPlace(site.alias('o'));
  return {
    from: `interline.orders ${row.alias}`,
    place: orderPlace(row),
    where: [`${row.column('id')} = ${id}`, site.visible(row.column('shop_id'))],
  };
}

/** The order that the row at hand names by its `shop_id` and `reference`, if the viewer may see it. */
export function referredOrder(): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (parent, site) => {
      const row = rowPlace(site.alias('o'));
      return {
        from: `interline.orders ${row.alias}`,
        place: orderPlace(row),
        where: [
          `${row.column('shop_id')} = ${parent.column('shop_id')}`,
          `${row.column('reference')} = ${parent.column('reference')}`,
          site.visible(row.column('shop_id')),
        ],
      };
    },
  });
}
