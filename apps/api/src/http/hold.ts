/**
 * What graphql-ws is given for a subscription whose results go past it: an iteration that yields
 * nothing and is over when the subscription is.
 */
export interface Hold extends AsyncIterableIterator<never, undefined> {
  /** The subscription is over; graphql-ws tells the client. */
  end(): void;
  return(): Promise<IteratorReturnResult<undefined>>;
}

/** @param onReturn the client has had enough, or is gone */
export function createHold(onReturn: () => void): Hold {
  const { promise, resolve } = Promise.withResolvers<IteratorReturnResult<undefined>>();
  const over = { done: true, value: undefined } as const;
  return {
    next: () => promise,
    return: () => {
      resolve(over);
      onReturn();
      return promise;
    },
    end: () => resolve(over),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
