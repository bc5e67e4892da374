/**
 * An async generator that can be ended while it waits. `return()` of a plain generator is queued
 * behind the step that is under way; a subscription that waits for an event would never let go.
 *
 * @param make gets a signal that fires at `return()` or when `outer` does; what it awaits must end then
 */
export function abortable<T>(
  make: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
  outer?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const controller = new AbortController();
  const signal = outer === undefined ? controller.signal : AbortSignal.any([controller.signal, outer]);
  const generator = make(signal);
  const end = async (): Promise<IteratorResult<T, void>> => {
    controller.abort();
    return generator.return();
  };
  return {
    next: () => generator.next(),
    return: end,
    throw: async (error: unknown) => {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => {
      await end();
    },
  };
}

/** Resolves when the promise does or the signal fires, whichever is first. */
export async function untilAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    return;
  }
  const aborted = Promise.withResolvers<void>();
  const onAbort = (): void => aborted.resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
