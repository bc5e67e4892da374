import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type DocumentNode, GraphQLError, type GraphQLResolveInfo, type GraphQLSchema, Kind } from 'graphql';
import type { GraphQLContext } from './context.ts';

/** The most one operation may cost: roughly the number of objects and fields it can make the hub read. */
export const COMPLEXITY_LIMIT = 20_000;
/** How deep an operation may nest. */
export const DEPTH_LIMIT = 14;

/** What an operation asks for. */
export interface OperationSize {
  readonly complexity: number;
  readonly depth: number;
}

/** The size of the one operation of a document that has passed validation. */
export function sizeOf(
  document: DocumentNode,
  schema: GraphQLSchema,
  context: GraphQLContext,
  variables: Readonly<Record<string, unknown>>,
): OperationSize {
  return complexityFromQuery(document, { schema, ctx: context, variables });
}

export function isWithinLimits({ complexity, depth }: OperationSize): boolean {
  return complexity <= COMPLEXITY_LIMIT && depth <= DEPTH_LIMIT;
}

/** The operation asks for too much; the client is told by how much, and what to do. */
export function tooCostly({ complexity, depth }: OperationSize): GraphQLError {
  const what =
    depth > DEPTH_LIMIT
      ? `nests ${depth} levels deep, more than ${DEPTH_LIMIT}`
      : `has the complexity ${complexity}, more than ${COMPLEXITY_LIMIT}`;
  return new GraphQLError(`The operation ${what}. Ask for fewer fields, or smaller pages with "first".`, {
    extensions: { code: 'OPERATION_TOO_COSTLY', complexity, depth },
  });
}

/** Refuses a subscription at its start rather than at each of its events. @throws GraphQLError */
export function checkLimits(context: GraphQLContext, info: GraphQLResolveInfo): void {
  const definitions = [info.operation, ...Object.values(info.fragments)];
  const size = sizeOf({ kind: Kind.DOCUMENT, definitions }, info.schema, context, info.variableValues);
  if (!isWithinLimits(size)) {
    throw tooCostly(size);
  }
}
