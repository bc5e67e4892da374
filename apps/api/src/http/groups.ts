import type { Viewer } from '@interline/core/hub';
import type { GraphQLContext } from '@interline/schema';
import { createSourceEventStream, execute, GraphQLError } from 'graphql';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { rightsOf } from './auth.ts';
import type { Variables } from './cost.ts';
import { openEmission } from './emission.ts';
import type { Emission } from './emission.ts';
import type { LiveForm } from './live-form.ts';
import { formatResult, maskResult } from './masking.ts';
import type { MaskError } from './masking.ts';
import type { Operation } from './operations.ts';

/** One client's end of a subscription. */
export interface Subscriber {
  /** Takes one result. Must not wait: whoever cannot take it is cut by its own transport. */
  next(emission: Emission): void;
  /** Nothing more will come. */
  end(): void;
  /** Resolves when there is room for more; asked only while the past is replayed. */
  ready(): Promise<void>;
}

export interface Subscription {
  readonly operation: Operation & { readonly live: LiveForm };
  readonly variables: Variables;
  readonly viewer: Viewer;
  readonly subscriber: Subscriber;
}

/** What a subscription became: refused with errors, or running until `leave` or {@link Subscriber.end}. */
export type Joined = { readonly errors: readonly GraphQLError[] } | { readonly leave: () => void };

/**
 * Subscribers with the same live form, variables and rights. Each event is executed, masked and
 * serialised once for all of them. Whoever starts in the past replays alone, and joins at the event
 * where it meets what the group has just sent: no event is missed, none comes twice.
 */
export interface Groups {
  join(subscription: Subscription): Promise<Joined>;
  /** How many groups run now. */
  readonly size: number;
}

export interface GroupsOptions {
  readonly schema: GraphQLSchema;
  /** A fresh one for every event, so that nothing resolvers remember outlives it. */
  readonly context: (viewer: Viewer) => GraphQLContext;
  readonly mask: MaskError;
  readonly recentEvents: number;
}

interface Group {
  readonly source: Promise<Source>;
  readonly subscribers: Set<Subscriber>;
  /** Subscribers and those who are about to become one. */
  members: number;
  ended: boolean;
  readonly recent: Emission[];
}

type Source = { readonly errors: readonly GraphQLError[] } | { readonly events: AsyncIterator<unknown> };
type Form = Pick<Operation, 'document' | 'name'>;

/** Whether an event could not be told at all, for example because the database was away for a moment. */
const isLost = ({ data, errors }: ExecutionResult): boolean => data == null && errors !== undefined;

export function createGroups({ schema, context, mask, recentEvents }: GroupsOptions): Groups {
  const groups = new Map<string, Group>();

  async function open({ document, name }: Form, variables: Variables, viewer: Viewer): Promise<Source> {
    try {
      const contextValue = context(viewer);
      const args = { schema, document, operationName: name, variableValues: variables, contextValue };
      const source = await createSourceEventStream(args);
      if (Symbol.asyncIterator in source) return { events: source[Symbol.asyncIterator]() };
      return { errors: (source.errors ?? []).map(mask) };
    } catch (error) {
      return { errors: [mask(error)] };
    }
  }

  /** The results of a source, one execution each; a failure of the source is the last result. */
  async function* results({ document, name }: Form, subscription: Subscription, events: AsyncIterator<unknown>) {
    const { variables, viewer } = subscription;
    try {
      for (let event = await events.next(); !event.done; event = await events.next()) {
        const rootValue = event.value;
        const answer = async (): Promise<ExecutionResult> =>
          execute({
            schema,
            document,
            operationName: name,
            variableValues: variables,
            contextValue: context(viewer),
            rootValue,
          });
        const first = await answer();
        const result = isLost(first) ? await answer() : first;
        if (isLost(result)) {
          // To go on would pass an event over. Who resumes after the last cursor gets it once it can be read.
          yield openEmission(null, text(result));
          return;
        }
        yield openEmission(rootValue, text(result));
      }
    } catch (error) {
      yield openEmission(null, text({ errors: [mask(error)] }));
    }
  }

  /** Does not wait: a generator that waits for its next event returns only then. */
  function stop(events: AsyncIterator<unknown>): void {
    Promise.resolve(events.return?.()).catch(mask);
  }

  const text = (result: ExecutionResult): string => JSON.stringify(formatResult(maskResult(result, mask)));

  function start(key: string, subscription: Subscription): Group {
    const { operation, variables, viewer } = subscription;
    const form = { document: operation.live.document, name: operation.name };
    const own = operation.live.variables(variables);
    const source = open(form, own, viewer);
    const group: Group = { source, subscribers: new Set(), members: 0, ended: false, recent: [] };
    groups.set(key, group);
    run(key, group, form, { ...subscription, variables: own }).catch(mask);
    return group;
  }

  async function run(key: string, group: Group, form: Form, subscription: Subscription): Promise<void> {
    const source = await group.source;
    if ('events' in source) {
      for await (const emission of results(form, subscription, source.events)) {
        if (group.members === 0) break;
        group.recent.push(emission);
        if (group.recent.length > recentEvents) group.recent.shift();
        for (const subscriber of group.subscribers) subscriber.next(emission);
        emission.forgetFrames();
      }
    }
    if (groups.get(key) === group) groups.delete(key);
    group.ended = true;
    for (const subscriber of group.subscribers) subscriber.end();
  }

  /** Joins the group if it has just sent the event at `cursor`: what it sent since then comes first. */
  function meet(group: Group, cursor: string | null, subscriber: Subscriber): boolean {
    const place = cursor === null ? -1 : group.recent.findLastIndex((emission) => emission.cursor === cursor);
    if (place < 0) return false;
    // In the group before anything is sent: a subscriber that cannot take it leaves while it is sent.
    group.subscribers.add(subscriber);
    for (const emission of group.recent.slice(place + 1)) subscriber.next(emission);
    return true;
  }

  async function replay(
    group: Group,
    subscription: Subscription,
    events: AsyncIterator<unknown>,
    left: () => boolean,
  ): Promise<void> {
    const { operation, subscriber } = subscription;
    for await (const emission of results(operation, subscription, events)) {
      if (left()) return;
      subscriber.next(emission);
      await subscriber.ready();
      if (left()) return;
      if (meet(group, emission.cursor, subscriber)) return stop(events);
    }
    if (!left()) subscriber.end();
  }

  return {
    async join(subscription) {
      const { operation, variables, viewer, subscriber } = subscription;
      const { live } = operation;
      const key = JSON.stringify([live.text, operation.name, live.variables(variables), rightsOf(viewer)]);
      const group = groups.get(key) ?? start(key, subscription);
      group.members += 1;
      let own: AsyncIterator<unknown> | undefined;
      let gone = false;
      const leave = (): void => {
        if (gone) return;
        gone = true;
        group.subscribers.delete(subscriber);
        group.members -= 1;
        if (own) stop(own);
        if (group.members > 0) return;
        if (groups.get(key) === group) groups.delete(key);
        void group.source.then((source) => 'events' in source && stop(source.events));
      };

      const source = await group.source;
      const after = live.after(variables);
      if ('errors' in source && after === null) {
        leave();
        return source;
      }
      if (after === null) {
        group.subscribers.add(subscriber);
        // A source without places tells a state: who comes later is told the latest.
        const latest = group.recent.at(-1);
        if (latest?.cursor === null) subscriber.next(latest);
        if (group.ended) subscriber.end();
      } else if (!meet(group, after, subscriber)) {
        const past = await open(operation, variables, viewer);
        if ('errors' in past) {
          leave();
          return past;
        }
        own = past.events;
        replay(group, subscription, past.events, () => gone).catch(mask);
      }
      return { leave };
    },
    get size() {
      return groups.size;
    },
  };
}
