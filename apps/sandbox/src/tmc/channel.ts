import type { App } from '../shops.ts';
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

/** A channel with the default group only. */
export function createChannel(app: App, newQueue: (group: string) => TmcQueue): Channel {
  const queues = new Map([[DEFAULT_GROUP, newQueue(DEFAULT_GROUP)]]);
  const userRoutes = new Map<string, string>();
  const topicRoutes = new Map<string, string>();
  const permitted = new Map<string, readonly string[]>();

  const ensure = (group: string): TmcQueue => {
    const queue = queues.get(group) ?? newQueue(group);
    queues.set(group, queue);
    return queue;
  };
  const route = (routes: Map<string, string>, group: string, keys: readonly string[]): TmcQueue => {
    const queue = ensure(group);
    for (const key of keys) routes.set(key, group);
    return queue;
  };
  return {
    app,
    group: (name) => queues.get(name),
    groups: () => [...queues.values()],
    routeUsers: (group, nicks) => route(userRoutes, group, nicks),
    routeTopics: (group, topics) => route(topicRoutes, group, topics),
    unrouteTopics: (group, topics) => unroute(topicRoutes, group, topics),
    removeGroup(group, nicks) {
      if (!queues.has(group) || group === DEFAULT_GROUP) return false;
      unroute(userRoutes, group, nicks);
      if (nicks === undefined) {
        unroute(topicRoutes, group);
        queues.delete(group);
      }
      return true;
    },
    groupOfUser: (nick) => userRoutes.get(nick) ?? DEFAULT_GROUP,
    permit: (nick, topics) => void permitted.set(nick, topics ?? []),
    cancel: (nick) => permitted.delete(nick),
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
