import type { Operation } from './dialect.ts';

/** Where a contestant answers, and with which headers it wants to be asked. */
export interface Endpoint {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends one operation. Throws when the answer is not plain success, with what the server said. */
export async function ask({ url, headers }: Endpoint, operation: Operation): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(operation),
  });
  const text = await response.text();
  const answer = response.ok ? (JSON.parse(text) as { readonly errors?: unknown }) : { errors: text };
  if (answer.errors !== undefined) {
    throw new Error(`${url} answered ${operation.operationName} with ${response.status}: ${text.slice(0, 500)}`);
  }
  return answer;
}
