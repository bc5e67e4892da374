import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  Kind,
  visit,
  type SelectionSetNode,
} from 'graphql';
import { type FieldPlan, planOf } from './field-plan.ts';
import { collectFields, possibleTypes, type Scope, selectionsOf } from './selection.ts';

/** A field with arguments (or a parent) to be bound before the statement can be written. */
export interface Slot {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly plan: Exclude<FieldPlan, { kind: 'value' | 'object' }>;
}

/** What a selection needs, found once per document. */
export interface Survey {
  readonly slots: readonly Slot[];
  /** Variables of `@skip` and `@include`. */
  readonly conditions: readonly string[];
  /** Whether SQL alone can write the answer. */
  readonly sqlOnly: boolean;
  /** Whether personal data is selected. */
  readonly personal: boolean;
  slotOf(node: FieldNode, plan: FieldPlan): number;
}

/** A planned field with its merged nodes: where a statement starts. */
export interface Root {
  readonly key: string;
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
}

export function survey(scope: Scope, roots: readonly Root[]): Survey {
  const slots: Slot[] = [];
  const slotIndex = new Map<FieldNode, Map<FieldPlan, number>>();
  const conditions = new Set<string>();
  let sqlOnly = true;
  let personal = false;

  const visitField = (field: GraphQLField<unknown, unknown>, nodes: readonly [FieldNode, ...FieldNode[]]): void => {
    const plan = planOf(field);
    if (plan === undefined) {
      sqlOnly = false;
      return;
    }
    if (plan.kind === 'value') {
      sqlOnly &&= plan.sql !== null;
      personal ||= plan.personal === true;
      return;
    }
    if (plan.kind !== 'object' && !slotIndex.get(nodes[0])?.has(plan)) {
      const byPlan = slotIndex.get(nodes[0]) ?? new Map<FieldPlan, number>();
      slotIndex.set(nodes[0], byPlan.set(plan, slots.length));
      slots.push({ field, node: nodes[0], plan });
    }
    for (const type of possibleTypes(scope.schema, getNamedType(field.type))) {
      visitObject(type, selectionsOf(nodes), plan.kind === 'connection');
    }
  };

  /** `inConnection`: edges, nodes and page information are written by the connection's plan. */
  const visitObject = (
    type: GraphQLObjectType,
    selectionSets: readonly SelectionSetNode[],
    inConnection: boolean,
  ): void => {
    for (const nodes of collectFields(scope, type, selectionSets, null).values()) {
      const field = type.getFields()[nodes[0].name.value];
      if (field === undefined) {
        continue;
      }
      if (!inConnection) {
        visitField(field, nodes);
      } else if (field.name === 'nodes' || field.name === 'edges') {
        for (const inner of possibleTypes(scope.schema, getNamedType(field.type))) {
          visitEdgeOrNode(inner, selectionsOf(nodes), field.name === 'edges');
        }
      }
    }
  };

  const visitEdgeOrNode = (
    type: GraphQLObjectType,
    selectionSets: readonly SelectionSetNode[],
    isEdge: boolean,
  ): void => {
    if (!isEdge) {
      visitObject(type, selectionSets, false);
      return;
    }
    for (const nodes of collectFields(scope, type, selectionSets, null).values()) {
      const field = type.getFields()[nodes[0].name.value];
      if (field?.name === 'node') {
        for (const inner of possibleTypes(scope.schema, getNamedType(field.type))) {
          visitObject(inner, selectionsOf(nodes), false);
        }
      }
    }
  };

  for (const root of roots) {
    visitField(root.field, root.nodes);
    root.nodes.forEach((node) => conditionsOf(scope, node, conditions));
  }
  return {
    slots,
    conditions: [...conditions].sort(),
    sqlOnly,
    personal,
    slotOf: (node, plan) => slotIndex.get(node)?.get(plan) ?? -1,
  };
}

/** Adds the variables of `@skip` and `@include` at or below the node, through fragments. */
function conditionsOf(scope: Scope, root: FieldNode, into: Set<string>): void {
  const seen = new Set<string>();
  const search = (node: FieldNode | SelectionSetNode): void => {
    visit(node, {
      Directive: (directive) => {
        for (const argument of directive.arguments ?? []) {
          if (argument.value.kind === Kind.VARIABLE) {
            into.add(argument.value.name.value);
          }
        }
      },
      FragmentSpread: ({ name }) => {
        const fragment = scope.fragments[name.value];
        if (fragment !== undefined && !seen.has(name.value)) {
          seen.add(name.value);
          search(fragment.selectionSet);
        }
      },
    });
  };
  search(root);
}
