// A process: what the machine can do. HTTP without a framework, and one prepared statement whose answer is sent as it is.
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { openPool, serverPort } from './environment.ts';
import { DETAIL_STATEMENT, LIST_STATEMENT } from './limit-sql.ts';

interface Body {
  readonly operationName: 'List' | 'Detail';
  readonly variables: {
    readonly shop: string;
    readonly status: string;
    readonly first: number;
    readonly after?: string;
    readonly reference: string;
  };
}

const NEWEST = 'infinity ffffffff-ffff-ffff-ffff-ffffffffffff';
const pool = openPool();

function answer(text: string, response: ServerResponse): void {
  const { operationName, variables } = JSON.parse(text) as Body;
  const shop = variables.shop.slice('shop_'.length);
  const { status, first, after = NEWEST, reference } = variables;
  const place = after.lastIndexOf(' ');
  const query =
    operationName === 'List'
      ? { ...LIST_STATEMENT, values: [shop, status, first, after.slice(0, place), after.slice(place + 1)] }
      : { ...DETAIL_STATEMENT, values: [shop, reference] };
  pool.query<[string]>({ ...query, rowMode: 'array' }).then(
    ({ rows }) => {
      const body = Buffer.from(rows[0]?.[0] ?? '{"data":{"order":null}}');
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
      response.end(body);
    },
    (error: unknown) => {
      response.writeHead(500);
      response.end(String(error));
    },
  );
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(Buffer.concat(chunks).toString(), response));
}).listen(serverPort(), '127.0.0.1', () => console.log('ready'));
