import type { InterlineBuilder, InterlineSchemaTypes } from './builder.ts';
import { inputError } from './input-error.ts';
import { fromPlan } from './plan/field-plan.ts';
import type { Planned } from './planned.ts';

/** How many nodes a page has when the client does not say, and at most. */
export const DEFAULT_PAGE_SIZE = 20;
export const MAXIMUM_PAGE_SIZE = 100;

/** Adds `PageInfo`. */
export function addPageInfo(builder: InterlineBuilder): void {
  builder.objectType('PageInfo', {
    description: 'Where a page lies in its list (Relay cursor connections).',
    fields: (t) => ({
      hasNextPage: t.boolean({ description: 'Whether more nodes follow the page.', resolve: fromPlan }),
      hasPreviousPage: t.boolean({ description: 'Whether nodes precede the page.', resolve: fromPlan }),
      startCursor: t.string({ nullable: true, description: 'The cursor of the first node.', resolve: fromPlan }),
      endCursor: t.string({ nullable: true, description: 'The cursor of the last node.', resolve: fromPlan }),
    }),
  });
}

type NodeName = keyof InterlineSchemaTypes['Interfaces'] | keyof InterlineSchemaTypes['Objects'];

/** Adds the connection and edge types of a node type; their fields are written by the connection's plan. */
export function connectionType(builder: InterlineBuilder, name: string, node: NodeName, plural: string) {
  const edge = builder.objectRef<Planned>(`${name}Edge`).implement({
    description: `One of the ${plural} of a page, with its cursor.`,
    fields: (t) => ({
      cursor: t.string({ description: 'The place of the node in the list; opaque.', resolve: fromPlan }),
      node: t.field({ type: node, description: 'The node itself.', resolve: fromPlan }),
    }),
  });
  return builder.objectRef<Planned>(`${name}Connection`).implement({
    description: `A page of ${plural}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        complexity: { field: 1, multiplier: 1 },
        description: 'The nodes of the page with their cursors.',
        resolve: fromPlan,
      }),
      nodes: t.field({
        type: [node],
        complexity: { field: 1, multiplier: 1 },
        description: 'The nodes of the page.',
        resolve: fromPlan,
      }),
      pageInfo: t.field({ type: 'PageInfo', description: 'Where the page lies.', resolve: fromPlan }),
      totalCount: t.int({
        description: 'How many nodes the whole list has. Counted only when selected; slow on very long lists.',
        resolve: fromPlan,
      }),
    }),
  });
}

/** The paging arguments of a connection. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** A page that was asked for, checked. */
export interface PageRequest {
  readonly size: number;
  readonly backward: boolean;
}

/** @throws GraphQLError naming the argument */
export function readPage({ first, last }: PageArguments): PageRequest {
  if (typeof first === 'number' && typeof last === 'number') {
    throw inputError('last', 'use either "first" or "last", not both.');
  }
  const [argument, size] =
    typeof last === 'number' ? (['last', last] as const) : (['first', first ?? DEFAULT_PAGE_SIZE] as const);
  if (size < 1 || size > MAXIMUM_PAGE_SIZE) {
    throw inputError(
      argument,
      `must be from 1 to ${MAXIMUM_PAGE_SIZE}; got ${size}. Fetch more by following the cursors.`,
    );
  }
  return { size, backward: argument === 'last' };
}

/** How many nodes a page may have; for the cost of an operation. */
export function pageCost({ first, last }: PageArguments): { field: number; multiplier: number } {
  return { field: 1, multiplier: Math.min(Math.max(last ?? first ?? DEFAULT_PAGE_SIZE, 1), MAXIMUM_PAGE_SIZE) };
}
