import type { LocalCommandContext } from '@interline/core';

import { ask } from '../callback/ask.ts';
import type { Question } from '../callback/ask.ts';
import type { AnswerTo, QuestionType } from '../callback/questions.ts';
import type { CallbackPolicy } from '../config.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import type { CreateFacts } from '../entries.ts';
import type { QimenConnection } from '../inbound/called.ts';

/** Who asks: a call that waits, or a command for which nobody does. */
export type MerchantContext = Pick<LocalCommandContext<QimenConnection>, 'connection' | 'services' | 'shop'> & {
  /** Where the question may be given up early. */
  readonly giveUp?: AbortSignal;
};

/** Asks a merchant's reservation system about an order; null when it does not answer in time, which the log tells. */
export async function askMerchant<Type extends QuestionType>(
  { connection, services, shop, giveUp }: MerchantContext,
  policy: CallbackPolicy,
  orderId: string,
  { type, about, data }: Question<Type>,
): Promise<AnswerTo<Type> | null> {
  const question = {
    type,
    about: [shop.id, orderId, ...about],
    data: { shop: { id: shop.id, accountId: shop.accountId }, orderId, ...data },
  };
  const asked = await ask({ policy, services, dispatcher: connection.callbacks, signal: giveUp }, question);
  if (!('reason' in asked)) return asked.answer;
  const told = { shopId: shop.id, reference: orderId, type, reason: asked.reason };
  services.logger.warn(told, 'The reservation system gave no usable answer in time');
  return null;
}

/** The order in the words of CALLBACK.md. */
export function orderForMerchant(request: CreateFacts, { passengers }: ShipOrderState): object {
  return {
    ...request,
    passengers: passengers.flatMap(({ reference, facts }) => {
      if (!facts) return [];
      const { id: _, ...person } = facts;
      return [{ passengerId: reference, ...person }];
    }),
  };
}
