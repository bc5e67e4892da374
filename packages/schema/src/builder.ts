import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import type { GraphQLContext } from './context.ts';
import { COMPLEXITY_LIMIT, DEPTH_LIMIT, tooCostly } from './operation-limits.ts';
import type { Planned } from './planned.ts';

/** What the schema is made of, for the builder's types. */
export interface InterlineSchemaTypes {
  Context: GraphQLContext;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    BigInt: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date | string };
    JSON: { Input: never; Output: unknown };
  };
  Interfaces: {
    Node: Planned;
    Order: Planned;
    Item: Planned;
    Traveller: Planned;
    Refund: Planned;
    Change: Planned;
    Ticket: Planned;
    Quote: Planned;
  };
  Objects: {
    Money: Planned;
    Shop: Planned;
    OrderEvent: Planned;
    QuoteLine: Planned;
    Command: Planned;
    DeadLetter: Planned;
    PageInfo: Planned;
  };
}

/** A pothos builder without types yet. */
export function createBuilder() {
  return new SchemaBuilder<InterlineSchemaTypes>({
    plugins: [ComplexityPlugin],
    defaultFieldNullability: false,
    complexity: {
      defaultComplexity: 1,
      defaultListMultiplier: 5,
      limit: { complexity: COMPLEXITY_LIMIT, depth: DEPTH_LIMIT },
      complexityError: (_kind, size) => tooCostly(size),
    },
  });
}

/** The same, as pothos' own types take it. */
export type BuilderTypes = PothosSchemaTypes.ExtendDefaultTypes<InterlineSchemaTypes>;
/** pothos' `t` within an interface. */
export type InterfaceFields = PothosSchemaTypes.InterfaceFieldBuilder<BuilderTypes, Planned>;
/** pothos' `t.arg`. */
export type Arguments = InterfaceFields['arg'];

/** pothos' `t` within an input object. */
export type InputFields = PothosSchemaTypes.InputFieldBuilder<BuilderTypes, 'InputObject'>;

/** What an adapter's `extendSchema` is given. */
export type InterlineBuilder = ReturnType<typeof createBuilder>;
