import { can } from '@interline/core/hub';
import { type GraphQLField, type GraphQLFieldResolver, type GraphQLSchema, defaultFieldResolver } from 'graphql';
import type { GraphQLContext } from './context.ts';
import { forbidden } from './input-error.ts';
import { checkLimits } from './operation-limits.ts';
import type { FieldExtensions } from './plan/field-plan.ts';

type Resolver = GraphQLFieldResolver<unknown, GraphQLContext>;

/**
 * Puts the check of the viewer's scope before every root field, and that of the limits before every subscription.
 * The field's description tells the scope.
 * @throws Error at boot when a root field does not say which scope it requires
 */
export function protect(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      protectField(`${type?.name}.${field.name}`, field);
    }
  }
}

function protectField(name: string, field: GraphQLField<unknown, GraphQLContext>): void {
  const requires = (field.extensions['interline'] as FieldExtensions | undefined)?.requires;
  if (requires === undefined) {
    throw new Error(
      `${name} does not say which scope it requires. Give the field "...requires('orders:read')" or the like.`,
    );
  }
  const guard =
    (resolver: Resolver): Resolver =>
    (parent, args, context, info) => {
      if (!can(context.viewer, requires)) {
        throw forbidden(name, requires);
      }
      return resolver(parent, args, context, info);
    };
  field.description = `${field.description ?? ''} Needs the scope \`${requires}\`.`.trimStart();
  field.resolve = guard(field.resolve ?? defaultFieldResolver);
  if (field.subscribe !== undefined) {
    const { subscribe } = field;
    field.subscribe = guard((parent, args, context, info) => {
      checkLimits(context, info);
      return subscribe(parent, args, context, info);
    });
  }
}
