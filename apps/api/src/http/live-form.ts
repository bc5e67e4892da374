import { isObjectType, Kind, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode, ValueNode } from 'graphql';
import type { Variables } from './cost.ts';

/**
 * A subscription without the place at which it starts. Two subscribers with the same live form see
 * the same from the moment both have caught up.
 */
export interface LiveForm {
  /** The document without the `after` argument. */
  readonly document: DocumentNode;
  /** The printed document; equal for equal live forms. */
  readonly text: string;
  /** The variables that the live form still knows, in a fixed order. */
  variables(variables: Variables): Variables;
  /** The place after which this subscriber starts; null when it starts with the present. */
  after(variables: Variables): string | null;
}

/** @param document has passed validation, and `operation` is a subscription of it */
export function liveForm(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): LiveForm {
  const root = schema.getSubscriptionType();
  const types = new TypeInfo(schema);
  let after: ValueNode | undefined;
  const headless = visit(
    document,
    visitWithTypeInfo(types, {
      Argument(node) {
        if (node.name.value !== 'after' || !isObjectType(root) || types.getParentType() !== root) return undefined;
        after = node.value;
        return null;
      },
    }),
  );
  const used = new Set<string>();
  visit(headless, {
    VariableDefinition: () => false,
    Variable: (node) => void used.add(node.name.value),
  });
  const live = visit(headless, {
    VariableDefinition: (node) => (used.has(node.variable.name.value) ? undefined : null),
  });
  const names = (operation.variableDefinitions ?? [])
    .map(({ variable }) => variable.name.value)
    .filter((name) => used.has(name))
    .sort();
  return {
    document: live,
    text: print(live),
    variables: (variables) =>
      Object.fromEntries(names.flatMap((name) => (name in variables ? [[name, variables[name]]] : []))),
    after: (variables) => textOf(after, operation, variables),
  };
}

function textOf(value: ValueNode | undefined, operation: OperationDefinitionNode, variables: Variables): string | null {
  if (value?.kind === Kind.STRING) return value.value;
  if (value?.kind !== Kind.VARIABLE) return null;
  const name = value.name.value;
  if (!(name in variables)) {
    const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
    return textOf(definition?.defaultValue, operation, variables);
  }
  // Anything but text is left to the coercion of variables, which words the error.
  return variables[name] === null ? null : String(variables[name]);
}
