import type { Scope } from '@interline/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { GraphQLContext } from '../context.ts';
import { prepare, type PreparedSelection } from './prepare.ts';
import type { FieldPlan, PlannedOptions } from './field-plan.ts';

/** Prepared once per field node and parent type; documents are cached by whoever parses them. */
type Prepared = Map<string, PreparedSelection>;
const preparedByNode = new WeakMap<object, Prepared>();

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
  const byType = preparedByNode.get(first) ?? new Map<string, PreparedSelection>();
  preparedByNode.set(first, byType);
  const known = byType.get(info.parentType.name);
  if (known !== undefined) {
    return known;
  }
  const fresh = prepare({ schema: info.schema, fragments: info.fragments }, [
    { key: String(info.path.key), type: info.parentType, field, nodes: [first, ...others] },
  ]);
  byType.set(info.parentType.name, fresh);
  return fresh;
}
