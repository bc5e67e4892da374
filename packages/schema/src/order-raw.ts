import type { GraphQLContext } from './context.ts';
import { disclose } from './disclose.ts';
import type { FieldExtensions, ValuePlan } from './plan/field-plan.ts';
import { json } from './plan/fragment.ts';
import type { Planned } from './planned.ts';

interface SealedAnswer {
  readonly orderId: string;
  readonly shopId: string;
  /** Base64. */
  readonly sealed: string;
}

const plan: ValuePlan = {
  kind: 'value',
  sql: null,
  personal: true,
  needs: {
    '~raw': (order) =>
      json(
        `(select json_build_object('orderId', w.order_id, 'shopId', w.shop_id, 'sealed', encode(w.sealed, 'base64')) from interline.order_raw w where w.order_id = ${order.column('id')})`,
      ),
  },
};

/** The options of the field with the channel's own answer: for administrators, and recorded. */
export const rawAnswer = {
  extensions: { interline: { plan } satisfies FieldExtensions },
  resolve: async (order: Planned, _args: object, context: GraphQLContext): Promise<string | null> => {
    const answer = order['~raw'] as SealedAnswer | null | undefined;
    if (!answer || !context.viewer.scopes.has('admin')) {
      return null;
    }
    await disclose(context, answer.orderId);
    const place = { shopId: answer.shopId, column: 'order_raw.sealed', row: answer.orderId };
    return context.hub.sealer.open(place, Buffer.from(answer.sealed, 'base64'));
  },
};
