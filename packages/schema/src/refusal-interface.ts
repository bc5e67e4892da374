import type { InterlineBuilder } from './builder.ts';

/** A wish that was not granted. */
export interface Refused {
  readonly message: string;
}

/** The ref of the interface `Refusal`. */
export type RefusalRef = ReturnType<typeof addRefusal>;

/** Adds the interface that every refusal implements. */
export function addRefusal(builder: InterlineBuilder) {
  return builder.interfaceRef<Refused>('Refusal').implement({
    description:
      'Why nothing was done. Expected, and not an error of GraphQL: select `... on Refusal { message }` and no case is missed.',
    fields: (t) => ({
      message: t.exposeString('message', { description: 'For people: what is wrong and what to do.' }),
    }),
  });
}
