import type { Scope } from '@interline/core/hub';
import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { GraphQLContext } from '../context.ts';
import { prepare, type PreparedSelection } from './prepare.ts';
import type { FieldPlan, PlannedOptions } from './field-plan.ts';

interface Prepared {
  readonly type: GraphQLObjectType;
  /** Which nodes are merged into the field can depend on `@include` and `@skip`. */
  readonly nodes: readonly FieldNode[];
  readonly selection: PreparedSelection;
}

/** By a field's first node; documents are cached by whoever parses them. */
const preparedByNode = new WeakMap<FieldNode, Prepared[]>();

/**
 * Reads a planned field and everything planned below it, in one statement, for the resolvers below.
 * @param parent what the plan's `bind` is to know
 */
export async function load(context: GraphQLContext, info: GraphQLResolveInfo, parent: unknown): Promise<unknown> {
  const { statement, values } = preparedFor(info).bind({
    context,
    variables: info.variableValues,
    parent,
    mode: 'resolve',
  });
  const [row] = await context.hub.database.query<{ data: string | null }>(statement, values);
  if (row === undefined || row.data === null) {
    throw new Error(`The statement of ${info.parentType.name}.${info.fieldName} gave no answer.`);
  }
  const answer = JSON.parse(row.data) as Readonly<Record<string, unknown>>;
  return answer[info.path.key];
}

/** The options of a field that starts a statement of its own: a root field, or one below a resolver's object. */
export function loaded(
  plan: FieldPlan,
  requires?: Scope,
): Omit<PlannedOptions, 'resolve'> & {
  readonly resolve: (
    parent: unknown,
    args: unknown,
    context: GraphQLContext,
    info: GraphQLResolveInfo,
  ) => Promise<never>;
} {
  return {
    extensions: { interline: requires === undefined ? { plan } : { plan, requires } },
    resolve: async (parent, _args, context, info) => (await load(context, info, parent)) as never,
  };
}

function preparedFor(info: GraphQLResolveInfo): PreparedSelection {
  const [first, ...others] = info.fieldNodes;
  const field = info.parentType.getFields()[info.fieldName];
  if (first === undefined || field === undefined) {
    throw new Error(`${info.parentType.name}.${info.fieldName} is not in the schema.`);
  }
  const known = preparedByNode.get(first) ?? [];
  preparedByNode.set(first, known);
  const same = known.find(
    ({ type, nodes }) =>
      type === info.parentType &&
      nodes.length === info.fieldNodes.length &&
      nodes.every((node, at) => node === info.fieldNodes[at]),
  );
  if (same !== undefined) {
    return same.selection;
  }
  const selection = prepare({ schema: info.schema, fragments: info.fragments }, [
    { key: String(info.path.key), type: info.parentType, field, nodes: [first, ...others] },
  ]);
  known.push({ type: info.parentType, nodes: info.fieldNodes, selection });
  return selection;
}
