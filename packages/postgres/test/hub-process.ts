/**
 * Run as a process of its own: starts the embedded server on the directory it is given, says so, and lives until it is
 * killed. Says why when it is refused.
 */
import { startEmbeddedPostgres } from '../src/index.ts';
import { argv, stdout } from 'node:process';

const [, , dataDir = ''] = argv;
try {
  const { url } = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off', shared_buffers: '16MB' } });
  stdout.write(`${JSON.stringify({ url })}\n`);
} catch (error) {
  stdout.write(`${JSON.stringify({ refusal: error instanceof Error ? error.message : String(error) })}\n`);
}
