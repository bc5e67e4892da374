/** Which page of which list. */
export interface ListRequest {
  /** The shop's row id. */
  readonly shop: string;
  readonly status: string;
  /** Orders on the page. */
  readonly size: number;
  /** As this server's own answer gave it; the first page when left out. */
  readonly after?: string;
  /** The last page instead of the first. */
  readonly backward?: boolean;
}

/** Which order. */
export interface DetailRequest {
  /** The shop's row id. */
  readonly shop: string;
  readonly reference: string;
}

/** What a client sends. */
export interface Operation {
  readonly query: string;
  readonly operationName: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How a server is asked, and how its answer reads. */
export interface Dialect {
  list(request: ListRequest): Operation;
  detail(request: DetailRequest): Operation;
  /** The orders of a list's answer in the one shape in which servers are compared. */
  readList(answer: unknown): ListAnswer;
  readDetail(answer: unknown): unknown;
}

/** A page, whoever answered it. */
export interface ListAnswer {
  readonly orders: readonly unknown[];
  readonly hasNextPage: boolean;
  /** The server's own cursor of the first order. */
  readonly startCursor: string | null;
  /** The same of the last order. */
  readonly endCursor: string | null;
}
