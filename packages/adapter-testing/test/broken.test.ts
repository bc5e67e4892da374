import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

const TIMEOUT_MS = 180_000;

/** The test that each broken adapter of `broken/` must fail. */
const FAILURES = [
  { adapter: 'answers-strangers', test: 'when it was changed on its way' },
  { adapter: 'buys-again-without-looking', test: 'has one effect when the answer is lost' },
  { adapter: 'calls-a-time-out-a-failure', test: 'has one effect when the answer is lost' },
  { adapter: 'counts-its-answers', test: 'when answers are lost and calls repeated' },
  { adapter: 'dates-orders-by-the-clock', test: 'makes the order of shipped, entry by entry, twice the same' },
  { adapter: 'dies-of-unknown-words', test: 'keeps and reports what it does not know in paid' },
  { adapter: 'drops-what-it-does-not-know', test: 'keeps and reports what it does not know in a call' },
  { adapter: 'logs-the-session', test: 'has written no secret and no personal data into any log of this suite' },
  {
    adapter: 'owes-what-it-cannot-do',
    test: 'owes only commands that fit, about the order of shipped, entry by entry, twice the same',
  },
  { adapter: 'remembers-calls-in-memory', test: 'when the hub dies before it stores a call, and before it answers' },
  { adapter: 'searches-nowhere', test: 'when no message comes at all' },
  {
    adapter: 'searches-too-little',
    test: 'after an outage of 25 hours, when the channel has thrown its messages away',
  },
  { adapter: 'settles-too-early', test: 'has one effect when the effect comes late' },
  {
    adapter: 'takes-a-recording-for-a-call',
    test: 'when it was recorded and is played again, at once or later, here or at another shop',
  },
  {
    adapter: 'takes-a-session-for-an-order',
    test: 'a session that ends parks the shop, which resumes by itself and has lost nothing',
  },
  {
    adapter: 'takes-each-answer-for-news',
    test: 'knows an answer again: two looks at an order that has not changed say the same',
  },
  { adapter: 'takes-old-calls', test: 'when it comes a day late' },
];

const BROKEN = [
  new URL('./broken/broken-callers.broken.ts', import.meta.url),
  new URL('./broken/broken-toys.broken.ts', import.meta.url),
];

/** Run besides them: without an order in its run, the test of the logs has nothing to look for. */
const ALSO_RUN = { adapter: 'logs-the-session', test: 'when messages come twice' };

it(
  'the suite fails an adapter that is broken, in the place where it is broken',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'interline-broken-'));
    try {
      expect(await failuresOf(join(folder, 'report.json'))).toEqual(FAILURES);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  TIMEOUT_MS,
);

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

async function failuresOf(report: string): Promise<typeof FAILURES> {
  await runVitest([
    'run',
    ...BROKEN.map((file) => fileURLToPath(file)),
    `--root=${dirname(fileURLToPath(new URL('./broken/vitest.config.ts', import.meta.url)))}`,
    `--testNamePattern=${[...FAILURES, ALSO_RUN].map(({ adapter, test }) => `adapter ${adapter}.*${test}`).join('|')}`,
    `--outputFile.json=${report}`,
  ]);
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ ancestorTitles: [suite = ''], title }) => ({ adapter: suite.replace('adapter ', ''), test: title }))
    .toSorted((a, b) => a.adapter.localeCompare(b.adapter));
}

/** Resolves when vitest has ended, whatever it found. */
function runVitest(options: readonly string[]): Promise<void> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [vitest, ...options], { timeout: TIMEOUT_MS }, () => resolve());
  });
}
