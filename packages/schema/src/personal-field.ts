import type { PersonalData, PersonalField } from '@interline/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { GraphQLContext } from './context.ts';
import { disclose } from './disclose.ts';
import type { FieldExtensions, ValuePlan } from './plan/field-plan.ts';
import { json, text } from './plan/fragment.ts';
import type { Planned } from './planned.ts';

/** The personal fields whose masked form is a column of its own. */
const COLUMNS: Partial<Record<PersonalField, string>> = {
  name: 'name',
  phone: 'phone',
  email: 'email',
  documentNumber: 'document_number',
};

interface SealedPerson {
  readonly id: string;
  readonly shopId: string;
  readonly orderId: string;
  /** Base64. */
  readonly sealed: string;
}

/** A personal field: masked by SQL; opened for those who may, after the reading has been recorded. */
export function personalField(field: PersonalField) {
  const column = COLUMNS[field];
  const plan: ValuePlan = {
    kind: 'value',
    personal: true,
    sql: (row) => text(column === undefined ? `(${row.column('masked')} ->> '${field}')` : row.column(column)),
    needs: {
      '~person': (row) =>
        json(
          `case when ${row.column('sealed')} is not null then json_build_object('id', ${row.column('id')}, 'shopId', ${row.column('shop_id')}, 'orderId', ${row.column('order_id')}, 'sealed', encode(${row.column('sealed')}, 'base64')) end`,
        ),
    },
  };
  return {
    extensions: { interline: { plan } satisfies FieldExtensions },
    resolve: async (parent: Planned, _args: object, context: GraphQLContext, info: GraphQLResolveInfo) => {
      const masked = parent[info.path.key] as string | null;
      const person = parent['~person'] as SealedPerson | null | undefined;
      if (!person) {
        return masked;
      }
      await disclose(context, person.orderId);
      const place = { shopId: person.shopId, column: 'traveller.sealed', row: person.id };
      const personal = JSON.parse(context.hub.sealer.open(place, Buffer.from(person.sealed, 'base64'))) as PersonalData;
      return personal[field] ?? masked;
    },
  };
}
