import type { InterlineBuilder } from './builder.ts';
import { parseGlobalId } from './global-id.ts';
import { inputError } from './input-error.ts';
import { MAXIMUM_PAGE_SIZE } from './connection-types.ts';
import { type Bound, fromPlan, type NodesPlan } from './plan/field-plan.ts';
import { loaded } from './plan/load.ts';

/** Adds `Node` and the queries `node` and `nodes`. */
export function addNode(builder: InterlineBuilder): void {
  builder.interfaceType('Node', {
    description: 'An object that can be found again by its id.',
    resolveType: (node) => String(node['~type']),
    fields: (t) => ({ id: t.id({ description: 'The id: opaque, unique in the hub.', resolve: fromPlan }) }),
  });
  builder.queryFields((t) => ({
    node: t.field({
      type: 'Node',
      nullable: true,
      description: 'An object by its id; null when there is none, or not for this token.',
      args: { id: t.arg.id({ required: true, description: 'The id, as an answer gave it.' }) },
      ...loaded(plan, 'orders:read'),
    }),
    nodes: t.field({
      type: ['Node'],
      nullable: { list: false, items: true },
      description: 'Objects by their ids, in the same order; null where there is none, or not for this token.',
      args: { ids: t.arg.idList({ required: true, description: `The ids, at most ${MAXIMUM_PAGE_SIZE}.` }) },
      complexity: ({ ids }) => ({ field: 1, multiplier: ids.length }),
      ...loaded(plan, 'orders:read'),
    }),
  }));
}

const plan: NodesPlan = {
  kind: 'nodes',
  bind: ({ args }): Bound => {
    const { id, ids } = args as { id?: string; ids?: readonly string[] };
    const asked = ids ?? [id ?? ''];
    if (asked.length > MAXIMUM_PAGE_SIZE) {
      throw inputError('ids', `at most ${MAXIMUM_PAGE_SIZE} at once; got ${asked.length}.`);
    }
    const parsed = asked.map((each) => parseGlobalId(ids === undefined ? 'id' : 'ids', each));
    return { shape: '', values: [parsed.map(({ kind }) => kind), parsed.map(({ rowId }) => rowId)] };
  },
};
