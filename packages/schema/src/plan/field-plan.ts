import type { Scope } from '@interline/core/hub';
import type { GraphQLField, GraphQLResolveInfo } from 'graphql';
import type { GraphQLContext } from '../context.ts';
import type { Planned } from '../planned.ts';
import type { Fragment } from './fragment.ts';
import type { Place, RowPlace } from './place.ts';

/** How a field is read in SQL. Kept in the field's extensions, beside its resolver. */
export type FieldPlan = ValuePlan | ObjectPlan | RowsPlan | ConnectionPlan | NodesPlan;

/** A scalar or enum value. */
export interface ValuePlan {
  readonly kind: 'value';
  /** The answer's JSON. Null when only the resolver can tell; then the operation runs through the resolvers. */
  readonly sql: ((place: Place) => Fragment) | null;
  /** What the resolver needs of the row, under keys that start with `~`. */
  readonly needs?: Readonly<Record<`~${string}`, (place: Place) => Fragment>>;
  /** Masked by `sql`, in clear by the resolver for viewers that hold `pii:read`. */
  readonly personal?: boolean;
}

/** An object made of the same row. */
export interface ObjectPlan {
  readonly kind: 'object';
  place(place: Place): Place;
  /** SQL condition under which the object exists; without one it always does. */
  present?(place: Place): string;
}

/** Rows of another table: one or a list, as the field's type says. */
export interface RowsPlan {
  readonly kind: 'rows';
  bind?(request: BindRequest): Bound;
  rows(parent: Place, site: Site): Rows;
}

export interface Rows {
  /** With an alias from `site.alias`, for example `interline.item i1`. */
  readonly from: string;
  readonly place: Place;
  readonly where: readonly string[];
  /** Required for lists. */
  readonly orderBy?: string;
  readonly limit?: string;
}

/** A Relay connection over one table, paged by key. */
export interface ConnectionPlan {
  readonly kind: 'connection';
  bind(request: BindRequest): Bound;
  page(parent: Place, site: Site): Page;
}

export interface Page {
  /** The table, without an alias. */
  readonly table: string;
  /** The columns that order the rows, the last one unique; with the types of their values. */
  readonly keys: readonly { readonly column: string; readonly cast: string }[];
  readonly descending: boolean;
  /** Written before the key in each cursor: names the order of rows that the cursor belongs to. */
  readonly cursorTag: string;
  /** How many nodes the page may have; asked for only where it is written. */
  readonly size: () => string;
  /**
   * How many rows the search fetches: more than a page has. A constant of the text, because with a
   * parameter PostgreSQL expects a tenth of all rows, finds its generic plan too dear, and plans the
   * statement anew each time, which costs as much as running it.
   */
  readonly scanned: number;
  readonly backward: boolean;
  /** Values to compare the keys with; null when the page starts at an end. */
  readonly after: readonly string[] | null;
  readonly before: readonly string[] | null;
  where(row: Place): readonly string[];
  /**
   * Splits the search into one per branch (shop, status), each by its own index, whose best rows
   * are merged: the cost per page stays flat however many rows there are.
   */
  readonly branches?: { readonly from: string; where(row: Place): readonly string[] } | undefined;
  /** What a node's fields see of the row; the row itself when absent. */
  node?(row: RowPlace, parent: Place): Place;
}

/** Objects by global id, of whatever type. */
export interface NodesPlan {
  readonly kind: 'nodes';
  bind(request: BindRequest): Bound;
}

export interface BindRequest {
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: GraphQLContext;
  /** What the field's parent resolver returned, where the field is not planned by its parent. */
  readonly parent: unknown;
}

/** A field's arguments made ready: `shape` decides the statement's text, `values` are its parameters. */
export interface Bound {
  readonly shape: string;
  readonly values: readonly unknown[];
  /** For `page` and `rows`: whatever they need besides; decided by `shape` alone. */
  readonly detail?: unknown;
}

/** What a plan may use of the statement it is written into. */
export interface Site {
  readonly bound: Bound;
  /** An alias not used elsewhere in the statement. */
  alias(prefix: string): string;
  /** The place of the n-th bound value, with its type, for example `$3::uuid`. */
  param(index: number, cast: string): string;
  /** The condition under which the viewer may see a row, by its shop. */
  visible(shopColumn: string): string;
}

/** What Interline keeps in a field's extensions. */
export interface FieldExtensions {
  readonly plan?: FieldPlan;
  /** On root fields: the scope a viewer needs. */
  readonly requires?: Scope;
}

export function planOf(field: GraphQLField<unknown, unknown>): FieldPlan | undefined {
  return (field.extensions['interline'] as FieldExtensions | undefined)?.plan;
}

/** The options of a planned pothos field: spread them into the field's options. */
export interface PlannedOptions {
  readonly extensions: { readonly interline: FieldExtensions };
  readonly resolve: PlannedResolver;
}

/** Takes a field's value out of the object that the plan has read. `never` fits every field type. */
export type PlannedResolver = (parent: Planned, args: unknown, context: unknown, info: GraphQLResolveInfo) => never;

export const fromPlan: PlannedResolver = (parent, _args, _context, info) => parent[info.path.key] as never;

export function planned(plan: FieldPlan): PlannedOptions {
  return { extensions: { interline: { plan } }, resolve: fromPlan };
}

/** A value that SQL can write by itself. */
export function value(sql: (place: Place) => Fragment): PlannedOptions {
  return planned({ kind: 'value', sql });
}
