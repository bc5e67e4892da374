import type { App } from '../shops.ts';
import type { Shelf } from '../state/shelf.ts';
import type { TmcMessage, TmcQueue } from './queue.ts';

/** Name of the group that every application has. */
export const DEFAULT_GROUP = 'default';

/** The groups of one application and the rules that send messages to them. */
export interface Channel {
  readonly app: App;
  /** The queue of a group; undefined when the group does not exist. */
  group(name: string): TmcQueue | undefined;
  groups(): readonly TmcQueue[];
  /** Sends messages about these sellers to the group, which is made when missing. */
  routeUsers(group: string, nicks: readonly string[]): TmcQueue;
  /** Sends messages of these topics to the group, which is made when missing. Routes by user win. */
  routeTopics(group: string, topics: readonly string[]): TmcQueue;
  /** Takes topics off a group. */
  unrouteTopics(group: string, topics: readonly string[]): void;
  /** Takes users off a group, or removes it with its unread messages when no users are named. */
  removeGroup(group: string, nicks?: readonly string[]): boolean;
  /** The group of a seller's messages that no topic route claims. */
  groupOfUser(nick: string): string;
  /** Switches a seller on for the given topics; undefined means all topics of the application. */
  permit(nick: string, topics: readonly string[] | undefined): void;
  /** Switches a seller off. False when it was not on. */
  cancel(nick: string): boolean;
  /** The seller's topics: undefined when off, an empty list for all. */
  topicsOf(nick: string): readonly string[] | undefined;
  /** Puts a message into the queue that the routes choose. False when the seller is off for the topic. */
  publish(message: TmcMessage): boolean;
}

/** Groups and rules of a channel on its shelf; the app key is the key. */
export interface KeptChannel {
  readonly groups: readonly string[];
  readonly userRoutes: readonly (readonly [nick: string, group: string])[];
  readonly topicRoutes: readonly (readonly [topic: string, group: string])[];
  readonly permitted: readonly (readonly [nick: string, topics: readonly string[]])[];
}

/** The channel as it is on the shelf; a new one has the default group only and no seller. */
export function createChannel(app: App, newQueue: (group: string) => TmcQueue, shelf: Shelf<KeptChannel>): Channel {
  const [, left] = shelf.left().find(([key]) => key === app.key) ?? [];
  const queues = new Map((left?.groups ?? [DEFAULT_GROUP]).map((group) => [group, newQueue(group)]));
  const userRoutes = new Map(left?.userRoutes);
  const topicRoutes = new Map(left?.topicRoutes);
  const permitted = new Map(left?.permitted);

  const keep = (): void =>
    shelf.put(app.key, {
      groups: [...queues.keys()],
      userRoutes: [...userRoutes],
      topicRoutes: [...topicRoutes],
      permitted: [...permitted],
    });

  const ensure = (group: string): TmcQueue => {
    const known = queues.get(group);
    if (known) return known;
    const queue = newQueue(group);
    queues.set(group, queue);
    keep();
    return queue;
  };
  const route = (routes: Map<string, string>, group: string, keys: readonly string[]): TmcQueue => {
    const queue = ensure(group);
    for (const key of keys) routes.set(key, group);
    keep();
    return queue;
  };
  return {
    app,
    group: (name) => queues.get(name),
    groups: () => [...queues.values()],
    routeUsers: (group, nicks) => route(userRoutes, group, nicks),
    routeTopics: (group, topics) => route(topicRoutes, group, topics),
    unrouteTopics(group, topics) {
      unroute(topicRoutes, group, topics);
      keep();
    },
    removeGroup(group, nicks) {
      if (!queues.has(group) || group === DEFAULT_GROUP) return false;
      unroute(userRoutes, group, nicks);
      if (nicks === undefined) {
        unroute(topicRoutes, group);
        queues.get(group)?.discard();
        queues.delete(group);
      }
      keep();
      return true;
    },
    groupOfUser: (nick) => userRoutes.get(nick) ?? DEFAULT_GROUP,
    permit(nick, topics) {
      permitted.set(nick, topics ?? []);
      keep();
    },
    cancel(nick) {
      const was = permitted.delete(nick);
      keep();
      return was;
    },
    topicsOf: (nick) => permitted.get(nick),
    publish(message) {
      const topics = permitted.get(message.shop.nick);
      if (!topics || (topics.length > 0 && !topics.includes(message.topic))) return false;
      const group = userRoutes.get(message.shop.nick) ?? topicRoutes.get(message.topic) ?? DEFAULT_GROUP;
      ensure(group).publish(message);
      return true;
    },
  };
}

function unroute(routes: Map<string, string>, group: string, keys?: readonly string[]): void {
  for (const [key, target] of routes) {
    if (target === group && (keys === undefined || keys.includes(key))) routes.delete(key);
  }
}
