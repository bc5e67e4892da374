import { planned, type PlannedOptions, type Rows, type Site } from './plan/field-plan.ts';
import { type Place, type RowPlace, rowPlace } from './plan/place.ts';

/** How many quotes of an order are shown. */
const QUOTES_OF_AN_ORDER = 20;

/** The one quote with an id, if the viewer may see it. */
export function quoteRow(site: Site, id: string) {
  const row = rowPlace(site.alias('q'));
  return {
    from: `interline.quote ${row.alias}`,
    place: row,
    where: [`${row.column('id')} = ${id}::uuid`, site.visible(row.column('shop_id'))],
  };
}

/** The quotes of the order at hand, the latest first. */
export function orderQuotes(): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (order, site) => {
      const row = rowPlace(site.alias('q'));
      const latest = `select * from interline.quote where shop_id = ${order.column('shop_id')} and reference = ${order.column('reference')} order by seq desc limit ${QUOTES_OF_AN_ORDER}`;
      return { from: `(${latest}) ${row.alias}`, place: row, where: [], orderBy: latestFirst(row) };
    },
  });
}

/** The quote that the command at hand confirms. */
export function confirmedQuote(): PlannedOptions {
  return oneQuote((quote, command) => `${quote.column('id')} = ${command.column('quote_id')}`);
}

/** The quote that came with the outcome of the command at hand. */
export function resultingQuote(): PlannedOptions {
  return oneQuote((quote, command) => `${quote.column('command_id')} = ${command.column('id')}`);
}

/** The quote that stands in the place of the one at hand, which nobody confirms. */
export function replacingQuote(): PlannedOptions {
  return oneQuote((later, quote) =>
    [
      `${later.column('subject_hash')} = ${quote.column('subject_hash')}`,
      `${later.column('seq')} > ${quote.column('seq')}`,
      `not exists (select from interline.command c where c.quote_id = ${quote.column('id')} and c.state <> 'FAILED')`,
    ].join(' and '),
  );
}

/** The latest quote that stands to the row at hand as the condition says; of the same shop, as such rows are. */
function oneQuote(condition: (quote: Place, parent: Place) => string): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (parent, site): Rows => {
      const row = rowPlace(site.alias('q'));
      return {
        from: `interline.quote ${row.alias}`,
        place: row,
        where: [condition(row, parent), `${row.column('shop_id')} = ${parent.column('shop_id')}`],
        orderBy: latestFirst(row),
        limit: '1',
      };
    },
  });
}

function latestFirst(row: RowPlace): string {
  return `${row.column('seq')} desc`;
}
