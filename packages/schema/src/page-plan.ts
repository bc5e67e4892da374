import { type PageArguments, readPage } from './connection-types.ts';
import { type CursorOrder, readCursor } from './cursor.ts';
import type { Bound, Page, Site } from './plan/field-plan.ts';

/** The first values of every bound page: its size, then the keys of its cursors. */
export interface BoundPage {
  readonly backward: boolean;
  readonly hasAfter: boolean;
  readonly hasBefore: boolean;
  /** How many values the page itself takes; a list's own come after them. */
  readonly count: number;
}

/** Binds the paging arguments of a list. @throws GraphQLError naming the argument */
export function bindPage(args: PageArguments, order: CursorOrder): Bound & { readonly detail: BoundPage } {
  const { size, backward } = readPage(args);
  const after = args.after == null ? [] : readCursor('after', args.after, order);
  const before = args.before == null ? [] : readCursor('before', args.before, order);
  const values = [size, ...after, ...before];
  const detail = { backward, hasAfter: after.length > 0, hasBefore: before.length > 0, count: values.length };
  return { shape: `${order.tag} ${backward} ${detail.hasAfter} ${detail.hasBefore}`, values, detail };
}

/** The part of a page's plan that its arguments decide. */
export function pageOf(
  site: Site,
  bound: BoundPage,
  casts: readonly string[],
): Pick<Page, 'size' | 'backward' | 'after' | 'before'> {
  const keys = (start: number): string[] => casts.map((cast, at) => site.param(start + at, cast));
  return {
    size: site.param(0, 'int'),
    backward: bound.backward,
    after: bound.hasAfter ? keys(1) : null,
    before: bound.hasBefore ? keys(bound.hasAfter ? 1 + casts.length : 1) : null,
  };
}
