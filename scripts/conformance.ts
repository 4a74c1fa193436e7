/** `scripts/conformance`: with --accept, what passes becomes the new floor; anything else is for the runner. */
import { raiseFloor, runConformance } from './checks/conformance.ts';
import { Tally } from './checks/tally.ts';

const options = process.argv.slice(2);
const tally = new Tally();
const categories = await runConformance(
  options.filter((option) => option !== '--accept'),
  tally,
);
if (options.includes('--accept') && categories !== undefined) raiseFloor(categories);
console.log(String(tally));
process.exit(tally.exitCode);
