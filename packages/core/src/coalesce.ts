interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (result: Out) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Turns work on batches into work on single items: what arrives while one batch is being worked on
 * makes the next batch. An item that comes alone is worked on at once, alone; batches grow only when
 * there is a backlog. One batch is under way at a time.
 *
 * @param work gets at least one item; returns one result per item, in the same order. When it rejects,
 *   every item of the batch is rejected.
 * @param limit most items of one batch
 */
export function coalesce<In, Out>(
  work: (batch: readonly In[]) => Promise<readonly Out[]>,
  limit: number,
): (item: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, limit);
      try {
        const results = await work(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, place) => resolve(results[place] as Out));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void run();
    });
}
