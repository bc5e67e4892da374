// Adds up the test reports of all packages and prints the closing line of CI.
// A package without a report, and each failed step that is given as the argument, counts as a failure.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const failedSteps = Number(process.argv[2] ?? 0);
let passed = 0;
let failed = 0;
for (const manifest of globSync('{packages,apps}/*/package.json')) {
  const { name, scripts } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (!scripts?.test) continue;
  const report = join(dirname(manifest), 'test-report.json');
  if (!existsSync(report)) {
    console.error(`${name}: no test report; its tests did not run`);
    failed += 1;
    continue;
  }
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  console.log(`${name}: ${numPassedTests} passed, ${numFailedTests + brokenFiles} failed, ${numPendingTests} skipped`);
  passed += numPassedTests;
  failed += numFailedTests + brokenFiles;
}
if (failed === 0) failed = failedSteps;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
