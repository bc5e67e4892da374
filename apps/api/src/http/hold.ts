/**
 * What graphql-ws is given for a subscription whose results go past it: an iteration that yields
 * nothing and is over when the subscription is.
 */
export interface Hold extends AsyncIterableIterator<never, undefined> {
  /** The subscription is over; graphql-ws tells the client. */
  end(): void;
  /** Nobody wants it any more. */
  return(): Promise<IteratorReturnResult<undefined>>;
}

/** @param onOver called once, when either side has ended it */
export function createHold(onOver: () => void): Hold {
  const { promise, resolve } = Promise.withResolvers<IteratorReturnResult<undefined>>();
  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    resolve({ done: true, value: undefined });
    onOver();
  };
  return {
    next: () => promise,
    end,
    return: () => {
      end();
      return promise;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
