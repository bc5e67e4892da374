import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
} from 'graphql';
import type { FieldNode, GraphQLSchema, GraphQLNamedType, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import type { DocumentNode } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;
/** The cost of an operation with these variables. */
export type Cost = (variables: Variables) => number;

/** Entries the cost assumes in a list that takes no page size. */
const ASSUMED_LIST = 5;

/**
 * The cost of an operation, made once per document: one per field, and what is inside a list counts
 * once per entry. A connection has as many entries as `first` or `last` say, as literals or as
 * variables; without either, `assumedPage`.
 * @param document has passed validation
 */
export function compileCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  assumedPage: number,
): Cost {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const defaults: Record<string, unknown> = {};
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue?.kind === Kind.INT) defaults[variable.name.value] = Number(defaultValue.value);
  const compiledFragments = new Map<string, Cost>();

  function ofSelections(parent: GraphQLNamedType | undefined, { selections }: SelectionSetNode): Cost {
    const parts = selections.map((selection): Cost => {
      if (selection.kind === Kind.FIELD) return ofField(parent, selection);
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent;
        return ofSelections(type, selection.selectionSet);
      }
      return ofFragment(selection.name.value);
    });
    return (variables) => parts.reduce((sum, part) => sum + part(variables), 0);
  }

  function ofFragment(name: string): Cost {
    const known = compiledFragments.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    if (!fragment) return () => 0;
    const cost = ofSelections(schema.getType(fragment.typeCondition.name.value), fragment.selectionSet);
    compiledFragments.set(name, cost);
    return cost;
  }

  function ofField(parent: GraphQLNamedType | undefined, field: FieldNode): Cost {
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
    if (!field.selectionSet) return () => 1;
    const inside = ofSelections(definition && getNamedType(definition.type), field.selectionSet);
    const page = pageSize(field, assumedPage);
    if (definition?.args.some(({ name }) => name === 'first'))
      return (variables) => 1 + page(variables) * inside(variables);
    // The entries of a connection are counted at the connection.
    const counted = isCompositeType(parent) && parent.name.endsWith('Connection');
    const many = definition && !counted && isListType(getNullableType(definition.type)) ? ASSUMED_LIST : 1;
    return (variables) => 1 + many * inside(variables);
  }

  const root = schema.getRootType(operation.operation) ?? undefined;
  const cost = ofSelections(root, operation.selectionSet);
  return (variables) => cost({ ...defaults, ...variables });
}

/** How many entries a field asks for. */
function pageSize(field: FieldNode, assumed: number): Cost {
  const argument = field.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last');
  if (argument?.value.kind === Kind.INT) {
    const size = Math.max(0, Number(argument.value.value));
    return () => size;
  }
  if (argument?.value.kind !== Kind.VARIABLE) return () => assumed;
  const variable = argument.value.name.value;
  return (variables) => {
    const size = variables[variable];
    return typeof size === 'number' && size >= 0 ? size : assumed;
  };
}
