/** `scripts/test`: checks, tests, conformance; with paths only the tests below them. The last line is the tally. */
import { runChecks } from './checks/checks.ts';
import { ensureChromium } from './checks/chromium.ts';
import { hasCases, runConformance } from './checks/conformance.ts';
import { locatePostgis } from './checks/postgis.ts';
import { Tally } from './checks/tally.ts';
import { runTests } from './checks/vitest.ts';

const paths = process.argv.slice(2);
const tally = new Tally();
if (paths.length === 0) {
  await runChecks(tally);
  // Installed before the tests, which are better with them.
  if (hasCases()) await locatePostgis();
  await ensureChromium();
}
await runTests(paths, tally);
if (paths.length === 0) await runConformance([], tally);
console.log(String(tally));
process.exit(tally.exitCode);
