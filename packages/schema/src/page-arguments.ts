import type { Arguments } from './builder.ts';

/** The paging arguments of every connection. */
export function pageArguments(arg: Arguments) {
  return {
    first: arg.int({
      description:
        'How many nodes from the start, or after `after`: 1 to 100; 20 when neither `first` nor `last` is given.',
    }),
    after: arg.string({ description: 'Only nodes after this cursor.' }),
    last: arg.int({ description: 'How many nodes from the end, or before `before`: 1 to 100.' }),
    before: arg.string({ description: 'Only nodes before this cursor.' }),
  };
}
