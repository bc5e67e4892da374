import { serverAudits } from 'graphql-http';
import { expect, test } from 'vitest';
import { startServer, TOKEN } from './support/test-server.ts';

/**
 * The audits know neither tokens nor the preflight header: both are added, everything else is theirs.
 */
test('all 61 audits of GraphQL over HTTP pass', async () => {
  const server = await startServer();
  const audits = serverAudits({
    url: server.url,
    fetchFn: (url: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${TOKEN}`);
      headers.set('graphql-require-preflight', '1');
      return fetch(url, { ...init, headers });
    },
  });
  const failed: string[] = [];
  for (const audit of audits) {
    const result = await audit.fn();
    if (result.status !== 'ok') failed.push(`${audit.id} ${audit.name}: ${result.reason}`);
  }
  expect(failed).toEqual([]);
  expect(audits).toHaveLength(61);
});
