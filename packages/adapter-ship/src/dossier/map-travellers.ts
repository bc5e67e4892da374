import type { PersonalData, TravellerSnapshot } from '@interline/core';

import { compact } from '../compact.ts';
import type { ShipOrderState } from './fold-dossier.ts';
import { documentType } from './words.ts';

/**
 * The contact and the passengers. What lets somebody pick tickets up is theirs, and personal: sealed at rest and hidden
 * from whoever may not read personal data. The order's own password and message stand with the contact, a ticket's
 * password with who travels on it.
 */
export function mapTravellers(state: ShipOrderState): TravellerSnapshot[] {
  const { created, issued, passengers } = state;
  if (created === null) return [];
  const { contact } = created.request;
  const contactPerson: TravellerSnapshot = {
    itemReference: null,
    role: 'CONTACT',
    position: 0,
    personal: personal({
      name: contact.name,
      phone: contact.mobile,
      documentNumber: contact.documentNumber,
      message: issued?.message,
      attributes: issued?.pickUp.secret && `pickUpPassword:${issued.pickUp.secret}`,
    }),
    documentType: documentType(contact.documentType),
    detail: {},
  };
  const travellers = passengers.flatMap(({ reference, facts }): TravellerSnapshot[] =>
    facts === null
      ? []
      : [
          {
            itemReference: reference,
            role: 'TRAVELLER',
            position: 0,
            personal: personal({
              name: facts.name,
              documentNumber: facts.documentNumber,
              attributes: passwordsOf(state, reference),
            }),
            documentType: documentType(facts.documentType),
            detail: {},
          },
        ],
  );
  return [contactPerson, ...travellers];
}

/** `ticketPassword.<ticket id>:<password>`, joined by `;`. */
function passwordsOf({ tickets }: ShipOrderState, itemReference: string): string {
  return tickets
    .filter((ticket) => ticket.itemReference === itemReference)
    .flatMap(({ facts }) => (facts?.secret ? [`ticketPassword.${facts.id}:${facts.secret}`] : []))
    .join(';');
}

function personal(facts: { readonly [Field in keyof PersonalData]: string | null | undefined }): PersonalData {
  return compact(Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== '')));
}
