import { type AnyAdapter, type Source, type SourceHealth } from '@interline/core';
import { type CallFigures, type LossFigures, lossFigures } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import { addCallFigures, callProblem } from './call-figures.ts';
import type { GraphQLContext } from './context.ts';
import type { Enums } from './enums.ts';
import { requires } from './requires.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

interface ChannelSource {
  readonly adapter: AnyAdapter;
  readonly source: Source<unknown>;
}

/** What waits to be fetched on a channel. */
interface Backlog {
  readonly channel: string;
  readonly waiting: number;
  readonly oldest: Date | null;
}

const SOURCE_KINDS = { stream: 'STREAM', poll: 'POLL', call: 'CALL' } as const;

interface Poll {
  readonly lastRunAt: Date | null;
  readonly lastError: string | null;
  readonly position: Date | null;
}

const backlogStatement = {
  name: 'schema.channel_backlog',
  text: `select channel, count(*)::int as waiting, min(due_at) as oldest from interline.sync_task
          where due_at <= $1 and channel = $2 and ($3::uuid[] is null or shop_id = any($3)) group by channel`,
};
const pollStatement = {
  name: 'schema.channel_poll',
  text: `select max(w.last_run_at) as "lastRunAt", min(w.position) as position,
                (array_agg(w.last_error order by w.last_run_at desc) filter (where w.last_error is not null))[1] as "lastError"
           from interline.watermark w join interline.shop s on s.id = w.shop_id
          where w.source = $1 and s.channel = $2 and ($3::uuid[] is null or s.id = any($3))`,
};

/** Adds `Channel` and the query `channels`. */
export function addChannels(builder: InterlineBuilder, enums: Enums): void {
  const capability = addCapability(builder);
  const channel = builder.objectRef<AnyAdapter>('Channel').implement({
    description: 'A channel of this hub: what it can do and how it is doing. Figures count the token’s shops only.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Its name, for example `vacation`.' }),
      direction: t.expose('direction', { type: enums.direction, description: 'Whether shops sell or buy on it.' }),
      commands: t.field({
        type: [capability],
        description: 'What it can be asked to do.',
        resolve: ({ commands }) =>
          Object.entries(commands).flatMap(([name, { label, internal }]) => (internal ? [] : [{ name, label }])),
      }),
      quotes: t.field({
        type: [capability],
        description: 'What it can be asked the price of.',
        resolve: ({ quotes = {} }) => Object.entries(quotes).map(([name, { label }]) => ({ name, label })),
      }),
      queries: t.field({
        type: [capability],
        description: 'What it can be asked besides.',
        resolve: ({ queries = {} }) => Object.entries(queries).map(([name, { label }]) => ({ name, label })),
      }),
      topics: t.stringList({
        description: 'The topics of its messages.',
        resolve: ({ sources }) => [
          ...new Set(sources.flatMap((source) => (source.kind === 'stream' ? source.topics : []))),
        ],
      }),
      sources: t.field({
        type: [addSource(builder)],
        description: 'Where its news come from.',
        resolve: (adapter) => adapter.sources.map((source) => ({ adapter, source })),
      }),
      waitingOrders: t.int({
        description: 'How many orders are due to be fetched and are not yet.',
        resolve: async ({ name }, _args, context) => (await backlog(context, name))?.waiting ?? 0,
      }),
      lagSeconds: t.int({
        description: 'For how many seconds the longest-waiting of them has been due; 0 when none is.',
        resolve: async ({ name }, _args, context) => {
          const oldest = (await backlog(context, name))?.oldest;
          return oldest ? Math.max(0, Math.round((context.hub.clock.now().getTime() - oldest.getTime()) / 1000)) : 0;
        },
      }),
      lastMessageAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When its last message came, within the past day; null when none did.',
        resolve: async ({ name }, _args, context) => {
          const times = (await figures(context, name, null)).flatMap(({ lastReceivedAt }) => lastReceivedAt ?? []);
          return times.sort((a, b) => b.getTime() - a.getTime())[0] ?? null;
        },
      }),
      loss: t.field({
        type: [addLoss(builder)],
        description: 'How well its messages tell of changes, per topic.',
        args: {
          since: t.arg({ type: 'DateTime', description: 'Counted from this instant; the past day when absent.' }),
        },
        resolve: ({ name }, { since }, context) => figures(context, name, since ?? null),
      }),
    }),
  });
  builder.queryField('channels', (t) =>
    t.field({
      type: [channel],
      description: 'The channels of this hub.',
      ...requires('orders:read'),
      resolve: (_root, _args, { hub }) => [...hub.channels.values()].map(({ adapter }) => adapter),
    }),
  );
}

function addCapability(builder: InterlineBuilder) {
  return builder.objectRef<{ readonly name: string; readonly label: string }>('Capability').implement({
    description: 'Something that can be asked of a channel.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'The adapter’s name for it, for example `deliver`.' }),
      label: t.exposeString('label', { description: 'The same for people.' }),
    }),
  });
}

function addSource(builder: InterlineBuilder) {
  const kind = builder.enumType('SourceKind', {
    description: 'How news come.',
    values: {
      STREAM: { description: 'The channel sends messages, or they are pulled from its queue.' },
      POLL: { description: 'The hub searches windows of time.' },
      CALL: { description: 'The channel calls the hub, and is answered.' },
    } as const,
  });
  const state = builder.enumType('SourceState', {
    description: 'How a stream of messages is doing.',
    values: {
      CONNECTING: { description: 'It is being connected.' },
      RUNNING: { description: 'It receives.' },
      FAILING: { description: 'It does not receive; `problem` says why and what to do.' },
    } as const,
  });
  return builder.objectRef<ChannelSource>('ChannelSource').implement({
    description: 'One of the ways in which a channel’s news come.',
    fields: (t) => ({
      name: t.string({ description: 'Its name, for example `tmc`.', resolve: ({ source }) => source.name }),
      kind: t.field({
        type: kind,
        description: 'How it works.',
        resolve: ({ source }) => SOURCE_KINDS[source.kind],
      }),
      state: t.field({
        type: state,
        nullable: true,
        description: 'For a stream, as far as this process runs it; null otherwise.',
        resolve: (each, _args, context) => healthOf(each, context)?.state ?? null,
      }),
      problem: t.string({
        nullable: true,
        description: 'What is wrong and what to do; null when nothing is known to be wrong.',
        resolve: async (each, _args, context) => {
          if (each.source.kind === 'stream') return healthOf(each, context)?.problem ?? null;
          if (each.source.kind === 'poll') return (await poll(each, context))?.lastError ?? null;
          const calls = callsOf(each, context);
          return calls && callProblem(calls);
        },
      }),
      calls: t.field({
        type: addCallFigures(builder),
        nullable: true,
        description: 'For a channel that calls the hub: how its calls to the token’s shops have gone; null otherwise.',
        resolve: (each, _args, context) => callsOf(each, context),
      }),
      lastRunAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'For a poll: when it last ran for one of the token’s shops.',
        resolve: async (each, _args, context) => (await poll(each, context))?.lastRunAt ?? null,
      }),
      searchedUpTo: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'For a poll: up to where every one of the token’s shops has been searched.',
        resolve: async (each, _args, context) => (await poll(each, context))?.position ?? null,
      }),
    }),
  });
}

function addLoss(builder: InterlineBuilder) {
  return builder.objectRef<LossFigures>('TopicLoss').implement({
    description: 'How well a topic tells of changes. What was lost was found by polling all the same.',
    fields: (t) => ({
      topic: t.exposeString('topic', { description: 'The topic.' }),
      received: t.exposeInt('received', { description: 'Messages received, each counted once.' }),
      duplicates: t.exposeInt('duplicates', { description: 'How often a message came again.' }),
      foundByPolling: t.exposeInt('foundByPolling', {
        description: 'Changes that polling found before a message told of them.',
      }),
      late: t.exposeInt('late', { description: 'Of these, how many a message told of later.' }),
      lost: t.exposeInt('lost', { description: 'Of these, how many no message has told of to this day.' }),
      lastReceivedAt: t.expose('lastReceivedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When its last message came.',
      }),
    }),
  });
}

function healthOf({ adapter, source }: ChannelSource, { health }: GraphQLContext): SourceHealth | undefined {
  return health?.get(`${adapter.name}/${source.name}`);
}

function callsOf({ adapter, source }: ChannelSource, { calls, viewer }: GraphQLContext): CallFigures | null {
  return source.kind === 'call' ? (calls?.figures(adapter.name, source.name, viewer.shopIds) ?? null) : null;
}

async function backlog({ hub, viewer }: GraphQLContext, channel: string): Promise<Backlog | undefined> {
  const [row] = await hub.database.query<Backlog>(backlogStatement, [hub.clock.now(), channel, viewer.shopIds]);
  return row;
}

async function poll({ adapter, source }: ChannelSource, { hub, viewer }: GraphQLContext): Promise<Poll | undefined> {
  if (source.kind !== 'poll') {
    return undefined;
  }
  const [row] = await hub.database.query<Poll>(pollStatement, [source.name, adapter.name, viewer.shopIds]);
  return row;
}

function figures({ hub, viewer }: GraphQLContext, channel: string, since: Date | null): Promise<LossFigures[]> {
  const from = since ?? new Date(hub.clock.now().getTime() - DAY_MS);
  return lossFigures(hub.database, { since: from, channel, shopIds: viewer.shopIds });
}
