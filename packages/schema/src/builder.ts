import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import type { GraphQLContext } from './context.ts';
import type { Planned } from './planned.ts';

/** The most one operation may cost: roughly the number of objects and fields it can make the hub read. */
export const COMPLEXITY_LIMIT = 20_000;
/** How deep an operation may nest. */
export const DEPTH_LIMIT = 14;

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
  Interfaces: { Node: Planned; Order: Planned; Item: Planned; Traveller: Planned; Refund: Planned };
  Objects: {
    Money: Planned;
    Shop: Planned;
    OrderEvent: Planned;
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
