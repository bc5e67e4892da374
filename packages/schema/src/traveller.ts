import type { PersonalField, TravellerRole } from '@interline/core';
import type { InterlineBuilder } from './builder.ts';
import { enumColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { personalField } from './personal-field.ts';
import { planned, type PlannedOptions } from './plan/field-plan.ts';
import { rowPlace, withColumns } from './plan/place.ts';

/** Persons of the order or item at hand; `any`: of the order and all its items. */
export function travellerRows(role: TravellerRole, of: 'order' | 'item' | 'any'): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (parent, site) => {
      const row = rowPlace(site.alias('t'));
      const item = site.alias('i');
      const place = withColumns({ channel: () => parent.column('channel') }, row);
      const isRole = `${row.column('role')} = '${role}'`;
      switch (of) {
        case 'item':
          return {
            from: `interline.traveller ${row.alias}`,
            place,
            where: [`${row.column('item_id')} = ${parent.column('id')}`, isRole],
            orderBy: row.column('position'),
            limit: '1',
          };
        case 'order':
          return {
            from: `interline.traveller ${row.alias}`,
            place,
            where: [`${row.column('order_id')} = ${parent.column('id')}`, isRole, `${row.column('item_id')} is null`],
            orderBy: row.column('position'),
            limit: '1',
          };
        case 'any':
          return {
            from: `interline.traveller ${row.alias} left join interline.item ${item} on ${item}.id = ${row.column('item_id')}`,
            place,
            where: [`${row.column('order_id')} = ${parent.column('id')}`, isRole],
            orderBy: `${item}.position nulls first, ${row.column('position')}`,
          };
      }
    },
  });
}

const PERSONAL: readonly (readonly [PersonalField, string])[] = [
  ['name', 'The name.'],
  ['namePinyin', 'The name in Latin letters.'],
  ['surnamePinyin', 'The surname in Latin letters.'],
  ['givenNamePinyin', 'The given name in Latin letters.'],
  ['phone', 'The telephone number.'],
  ['email', 'The e-mail address.'],
  ['documentNumber', 'The number of the document of identity.'],
  ['birthday', 'The day of birth, as the channel writes it.'],
  ['address', 'The postal address.'],
  ['message', 'What the person wrote to the seller, or the seller noted about the person.'],
  ['attributes', 'Further facts that the channel collects, as it writes them.'],
];

/** Adds the interface `Traveller`. */
export function addTraveller(builder: InterlineBuilder, enums: Enums): void {
  builder.interfaceType('Traveller', {
    description:
      'A person on an order: buyer, contact or traveller. What identifies the person is masked, for example `138****0000`, unless the token has the scope `pii:read`; then each reading is recorded.',
    resolveType: (traveller) => String(traveller['~type']),
    fields: (t) => ({
      role: t.field({
        type: enums.travellerRole,
        description: 'What the person is to the order.',
        ...enumColumn('role'),
      }),
      documentType: t.string({
        nullable: true,
        description: 'The kind of document of identity, for example `PASSPORT`.',
        ...textColumn('document_type'),
      }),
      ...Object.fromEntries(
        PERSONAL.map(([field, description]) => [
          field,
          t.string({
            nullable: true,
            description: `${description} Personal: masked without \`pii:read\`.`,
            ...personalField(field),
          }),
        ]),
      ),
    }),
  });
}
