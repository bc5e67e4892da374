import { MAXIMUM_PAGE_SIZE, type PageArguments, readPage } from './connection-types.ts';
import { type CursorOrder, readCursor } from './cursor.ts';
import type { Bound, Page, Site } from './plan/field-plan.ts';

/** The first values of every bound page: its size, then the keys of its cursors. */
export interface BoundPage {
  readonly backward: boolean;
  /** See {@link Page.scanned}. */
  readonly scanned: number;
  readonly hasAfter: boolean;
  readonly hasBefore: boolean;
  /** How many values the page itself takes; a list's own come after them. */
  readonly count: number;
}

/** The sizes that a search is planned for; a page is cut from the next larger one. */
const PLANNED_SIZES = [5, 10, 20, 50, MAXIMUM_PAGE_SIZE];

/** Binds the paging arguments of a list. @throws GraphQLError naming the argument */
export function bindPage(args: PageArguments, order: CursorOrder): Bound & { readonly detail: BoundPage } {
  const { size, backward } = readPage(args);
  const after = args.after == null ? [] : readCursor('after', args.after, order);
  const before = args.before == null ? [] : readCursor('before', args.before, order);
  const values = [size, ...after, ...before];
  const scanned = (PLANNED_SIZES.find((planned) => planned >= size) ?? size) + 1;
  const detail = { backward, scanned, hasAfter: after.length > 0, hasBefore: before.length > 0, count: values.length };
  return { shape: `${order.tag} ${scanned} ${backward} ${detail.hasAfter} ${detail.hasBefore}`, values, detail };
}

/** The part of a page's plan that its arguments decide. */
export function pageOf(
  site: Site,
  bound: BoundPage,
  casts: readonly string[],
): Pick<Page, 'size' | 'scanned' | 'backward' | 'after' | 'before'> {
  const keys = (start: number): string[] => casts.map((cast, at) => site.param(start + at, cast));
  return {
    size: () => site.param(0, 'int'),
    scanned: bound.scanned,
    backward: bound.backward,
    after: bound.hasAfter ? keys(1) : null,
    before: bound.hasBefore ? keys(bound.hasAfter ? 1 + casts.length : 1) : null,
  };
}
