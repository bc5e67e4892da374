import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** A document's parts that a selection needs to be understood. */
export interface Scope {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** The fields selected on one object type by response key, in the order of the answer. */
export type FieldGroups = ReadonlyMap<string, readonly [FieldNode, ...FieldNode[]]>;

/**
 * Collects as GraphQL does (section "Field Collection").
 * @param variables for `@skip` and `@include`; null takes every field
 */
export function collectFields(
  scope: Scope,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
  variables: Variables | null,
): FieldGroups {
  const groups = new Map<string, [FieldNode, ...FieldNode[]]>();
  const seen = new Set<string>();
  const visit = (selectionSet: SelectionSetNode): void => {
    for (const selection of selectionSet.selections) {
      if (variables !== null && !isIncluded(selection, variables)) {
        continue;
      }
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const group = groups.get(key);
        if (group === undefined) {
          groups.set(key, [selection]);
        } else {
          group.push(selection);
        }
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(scope.schema, selection.typeCondition?.name.value, type)) {
          visit(selection.selectionSet);
        }
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = scope.fragments[selection.name.value];
        if (fragment !== undefined && applies(scope.schema, fragment.typeCondition.name.value, type)) {
          visit(fragment.selectionSet);
        }
      }
    }
  };
  selectionSets.forEach(visit);
  return groups;
}

/** The selections below a group of merged fields. */
export function selectionsOf(nodes: readonly FieldNode[]): readonly SelectionSetNode[] {
  return nodes.flatMap((node) => (node.selectionSet === undefined ? [] : [node.selectionSet]));
}

/** The object types that a value of the type may have. */
export function possibleTypes(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isAbstractType(type)) {
    return schema.getPossibleTypes(type);
  }
  return isObjectType(type) ? [type] : [];
}

function isIncluded(node: SelectionNode, variables: Variables): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false
  );
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) {
    return true;
  }
  const conditionType = schema.getType(condition);
  return (
    conditionType !== undefined &&
    isCompositeType(conditionType) &&
    isAbstractType(conditionType) &&
    schema.isSubType(conditionType, type)
  );
}
