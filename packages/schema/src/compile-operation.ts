import { can, type Scope as AccessScope } from '@interline/core/hub';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { GraphQLContext } from './context.ts';
import { isWithinLimits, sizeOf } from './operation-limits.ts';
import type { FieldExtensions } from './plan/field-plan.ts';
import { prepare, type PreparedSelection } from './plan/prepare.ts';
import { collectFields, type Scope, type Variables } from './plan/selection.ts';
import type { Root } from './plan/survey.ts';

/** A query that one statement answers whole. */
export interface CompiledOperation {
  /**
   * The JSON text of the answer's `data`, as PostgreSQL put it together; equal to what execution
   * would give. Null when execution has to do it this time: a right is missing, an argument or a
   * variable is wrong, a limit is exceeded, or personal data is to be shown in clear. Nothing has
   * happened then.
   */
  execute(context: GraphQLContext, variables: Readonly<Record<string, unknown>>): Promise<string | null>;
}

/** How many different variable shapes are remembered as within the limits, per operation. */
const REMEMBERED_COSTS = 128;

/**
 * Compiles a validated query operation to one statement.
 * @param operationName required when the document has several operations
 * @returns null when a field of it cannot be read by SQL alone, or it is no query
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string | null,
): CompiledOperation | null {
  const operation = getOperationAST(document, operationName);
  const queryType = schema.getQueryType();
  if (operation?.operation !== OperationTypeNode.QUERY || !queryType || (operation.directives?.length ?? 0) > 0) {
    return null;
  }
  const scope: Scope = { schema, fragments: fragmentsOf(document) };
  if (isConditional(scope, operation.selectionSet)) {
    return null;
  }
  const requires = new Set<AccessScope>();
  const roots: Root[] = [];
  for (const [key, nodes] of collectFields(scope, queryType, [operation.selectionSet], null)) {
    const field = queryType.getFields()[nodes[0].name.value];
    const extensions = field?.extensions['interline'] as FieldExtensions | undefined;
    if (field === undefined || extensions?.plan === undefined || extensions.requires === undefined) {
      return null;
    }
    requires.add(extensions.requires);
    roots.push({ key, type: queryType, field, nodes });
  }
  const selection = prepare(scope, roots);
  if (!selection.survey.sqlOnly) {
    return null;
  }
  const definitions = operation.variableDefinitions ?? [];
  const withinLimits = limitCheck(
    schema,
    { ...document, definitions: [operation, ...fragmentDefinitions(document)] },
    definitions,
  );
  return {
    execute: async (context, variables) => {
      const { viewer } = context;
      const { coerced } = getVariableValues(schema, definitions, variables);
      if (
        coerced === undefined ||
        ![...requires].every((scope) => can(viewer, scope)) ||
        (selection.survey.personal && can(viewer, 'pii:read')) ||
        !withinLimits(context, variables)
      ) {
        return null;
      }
      const bound = tryBind(selection, context, coerced);
      if (bound === null) {
        return null;
      }
      const [row] = await context.hub.database.query<{ data: string | null }>(bound.statement, bound.values);
      return row?.data ?? null;
    },
  };
}

/** Whether `@skip` or `@include` decides which root fields there are. */
function isConditional(scope: Scope, selectionSet: SelectionSetNode): boolean {
  return selectionSet.selections.some((selection) => {
    if ((selection.directives?.length ?? 0) > 0) {
      return true;
    }
    if (selection.kind === Kind.FIELD) {
      return false;
    }
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : scope.fragments[selection.name.value];
    return inner !== undefined && isConditional(scope, inner.selectionSet);
  });
}

/** Null when an argument is wrong: execution tells the client which, and how to mend it. */
function tryBind(
  selection: PreparedSelection,
  context: GraphQLContext,
  variables: Variables,
): ReturnType<PreparedSelection['bind']> | null {
  try {
    return selection.bind({ context, variables, parent: undefined, mode: 'answer' });
  } catch {
    return null;
  }
}

/** Whether the operation costs no more than it may; only page sizes and list lengths can change the cost. */
function limitCheck(
  schema: GraphQLSchema,
  document: DocumentNode,
  definitions: readonly VariableDefinitionNode[],
): (context: GraphQLContext, variables: Variables) => boolean {
  const remembered = new Map<string, boolean>();
  return (context, variables) => {
    const key = definitions.map(({ variable }) => lengthOf(variables[variable.name.value])).join();
    let within = remembered.get(key);
    if (within === undefined) {
      within = isWithinLimits(sizeOf(document, schema, context, variables));
      if (remembered.size >= REMEMBERED_COSTS) {
        remembered.clear();
      }
      remembered.set(key, within);
    }
    return within;
  };
}

function lengthOf(value: unknown): number | string {
  return typeof value === 'number' ? value : Array.isArray(value) ? `[${value.length}]` : '';
}

function fragmentsOf(document: DocumentNode): Scope['fragments'] {
  return Object.fromEntries(fragmentDefinitions(document).map((definition) => [definition.name.value, definition]));
}

function fragmentDefinitions(document: DocumentNode): readonly FragmentDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
}
