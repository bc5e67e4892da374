/** What one client may ask of the HTTP server. Every figure can be set; {@link DEFAULT_LIMITS} are generous. */
export interface HttpLimits {
  /** Largest request body, in bytes; a larger one is answered with 413. */
  readonly bodyBytes: number;
  /** Largest WebSocket message a client may send, in bytes; a larger one closes the socket with 1009. */
  readonly messageBytes: number;
  /** How long a client may take to send the request's headers, in milliseconds. */
  readonly headersTimeoutMs: number;
  /** How long a client may take to send the whole request, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** How long a WebSocket may stay without `connection_init`, in milliseconds; then it closes with 4408. */
  readonly connectionInitMs: number;
  /** How often a live connection is pinged, in milliseconds; a WebSocket that missed a whole round is dropped. */
  readonly keepAliveMs: number;

  /** Longest document, in characters: documents are remembered, variables are not. */
  readonly documentLength: number;
  /** Deepest nesting of fields in an operation; introspection aside. */
  readonly depth: number;
  /** Most aliases in an operation. */
  readonly aliases: number;
  /** Most directives in an operation. */
  readonly directives: number;
  /** Most lexical tokens in a document. */
  readonly tokens: number;
  /** Highest cost of one operation; see {@link compileCost}. */
  readonly cost: number;
  /** Objects the cost assumes in a connection that is asked for without `first` or `last`. */
  readonly assumedPage: number;

  /** Cost that one token may spend on queries and subscriptions in a minute. */
  readonly costPerMinute: number;
  /** Mutations that one token may send in a minute; their own budget, so that reading never blocks a command. */
  readonly mutationsPerMinute: number;
  /** Files that one address may try to upload in a minute. */
  readonly uploadsPerMinute: number;
  /** Files that may be on their way in at the same time, in all: each is held in memory. */
  readonly uploadsAtOnce: number;
  /** Calls of channels that one address may make in a minute. */
  readonly callsPerMinute: number;
  /** Calls that one address may make in a minute without a signature of the channel, or to no shop. */
  readonly strangersPerMinute: number;
  /** Calls of channels that may be waiting for their answers at the same time, in all: the body of each is held in memory. */
  readonly callsAtOnce: number;
  /** The same for one address. */
  readonly callsAtOncePerAddress: number;

  /** Connections of one address, whatever they are for; idle ones count. */
  readonly socketsPerAddress: number;
  /** Live connections (WebSockets and event streams) of one address. */
  readonly connectionsPerAddress: number;
  /** Live connections of one token. */
  readonly connectionsPerToken: number;
  /** Operations that run on one WebSocket at the same time. */
  readonly subscriptionsPerSocket: number;
  /** Subscriptions of one token over all its connections. */
  readonly subscriptionsPerToken: number;
  /** Bytes that may wait for a slow client before it is cut with 4013. */
  readonly waitingBytes: number;
  /** Events a group keeps, so that a subscriber who has caught up can join it without a seam. */
  readonly recentEvents: number;

  /** How long an answer about a token is believed, in milliseconds. */
  readonly tokenCacheMs: number;
  /** How often the tokens of live connections are asked about again, in milliseconds. */
  readonly tokenCheckMs: number;
}

export const DEFAULT_LIMITS: HttpLimits = {
  bodyBytes: 256 * 1024,
  messageBytes: 64 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  connectionInitMs: 3_000,
  keepAliveMs: 12_000,
  documentLength: 32_768,
  depth: 14,
  aliases: 30,
  directives: 20,
  tokens: 2_000,
  cost: 100_000,
  assumedPage: 20,
  costPerMinute: 100_000_000,
  mutationsPerMinute: 600,
  uploadsPerMinute: 60,
  uploadsAtOnce: 20,
  callsPerMinute: 6_000,
  strangersPerMinute: 120,
  callsAtOnce: 1_000,
  callsAtOncePerAddress: 400,
  socketsPerAddress: 6_000,
  connectionsPerAddress: 5_000,
  connectionsPerToken: 5_000,
  subscriptionsPerSocket: 100,
  subscriptionsPerToken: 20_000,
  waitingBytes: 1024 * 1024,
  recentEvents: 64,
  tokenCacheMs: 2_000,
  tokenCheckMs: 5_000,
};
