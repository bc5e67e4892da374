export { lendTestDatabase } from './testing/lend-test-database.ts';
export { schemaDifference } from './testing/schema-difference.ts';
export { createTestDatabase } from './testing/test-database.ts';
export type { TestDatabase } from './testing/test-database.ts';
