// Prints "N passed, N failed[, N skipped]" counted from vitest's JSON report; exits 1 unless all is well.
// In CI a skipped test is a failure: everything it needs has been installed.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const count = { passed: 0, failed: 0, skipped: 0 };
for (const file of report.testResults) {
  let failedHere = 0;
  for (const { status } of file.assertionResults) {
    if (status === 'failed') failedHere += 1;
    else count[status === 'passed' ? 'passed' : 'skipped'] += 1;
  }
  // A file that could not be loaded has no assertion to fail.
  count.failed += file.status === 'failed' ? Math.max(failedHere, 1) : failedHere;
}
console.log(`${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`);
const skippedInCi = process.env.CI === 'true' && count.skipped > 0;
process.exit(report.success && count.passed > 0 && count.failed === 0 && !skippedInCi ? 0 : 1);
