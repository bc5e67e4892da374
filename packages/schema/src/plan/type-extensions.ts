import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Site } from './field-plan.ts';
import type { Place } from './place.ts';

/** What Interline keeps in a type's extensions. */
export interface TypeExtensions {
  /** Which rows of its interface the type describes; without it, all those that no other type does. */
  readonly describes?: Described;
  /** How an object of the type is found by its global id. */
  readonly node?: NodeTable;
}

/** Rows by one of their words. The types of one interface all go by the same column. */
export interface Described {
  readonly column: 'channel' | 'kind';
  readonly word: string;
}

export interface NodeTable {
  /** What the global ids start with: `order` in `order_0199…`. */
  readonly prefix: string;
  /** The one row with the id (an SQL expression of type text), if the viewer may see it. */
  row(site: Site, id: string): { readonly from: string; readonly place: Place; readonly where: readonly string[] };
}

function extensionsOf(type: GraphQLNamedType): TypeExtensions | undefined {
  return type.extensions['interline'] as TypeExtensions | undefined;
}

export function describedBy(type: GraphQLObjectType): Described | null {
  return extensionsOf(type)?.describes ?? null;
}

/** Every type that `node(id:)` can answer, in the order of their names. */
export function nodeTables(
  schema: GraphQLSchema,
): readonly { readonly type: GraphQLNamedType; readonly node: NodeTable }[] {
  return Object.values(schema.getTypeMap())
    .flatMap((type) => {
      const node = isInterfaceType(type) || isObjectType(type) ? extensionsOf(type)?.node : undefined;
      return node === undefined ? [] : [{ type, node }];
    })
    .sort((a, b) => (a.type.name < b.type.name ? -1 : 1));
}
