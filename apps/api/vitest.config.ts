import { mergeConfig } from 'vitest/config';
import { withDatabase } from '../../vitest.shared.ts';

/** A test that starts processes ends when what it waits for has happened; a busy machine may take its time over it. */
export default mergeConfig(withDatabase, { test: { testTimeout: 120_000 } });
