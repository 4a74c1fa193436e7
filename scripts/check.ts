/** `scripts/check`: everything that can be known without running the programs, and stale generated files. */
import { runChecks } from './checks/checks.ts';
import { Tally } from './checks/tally.ts';

const tally = new Tally();
await runChecks(tally);
console.log(String(tally));
process.exit(tally.exitCode);
