import path from 'node:path';
import { ROOT } from '../platform/programs.ts';
import { runTool } from './run.ts';
import type { Tally } from './tally.ts';

/** A question about the source, and the tool that answers it. */
interface Check {
  readonly name: string;
  readonly tool: string;
  readonly args: readonly string[];
}

const LIMIT_MS = 5 * 60_000;

const bin = (name: string): string => path.join(ROOT, 'node_modules/.bin', name);

/** Fastest first, so that a slip shows at once. */
const CHECKS: readonly Check[] = [
  { name: 'format and lint', tool: bin('biome'), args: ['check'] },
  {
    name: 'import floors',
    tool: bin('depcruise'),
    args: ['--config', '.dependency-cruiser.cjs', '.'],
  },
  {
    name: 'permission matrix',
    tool: process.execPath,
    args: ['--import', 'tsx', 'scripts/checks/matrix-command.ts'],
  },
  { name: 'dead code', tool: bin('knip'), args: ['--no-progress'] },
  { name: 'types', tool: bin('tsc'), args: ['--noEmit'] },
  {
    name: 'generated files',
    tool: process.execPath,
    args: ['--import', 'tsx', 'scripts/codegen.ts', '--check'],
  },
];

/** Runs all checks, the later ones also after a failure: one run tells everything that is wrong. */
export async function runChecks(tally: Tally): Promise<void> {
  for (const { name, tool, args } of CHECKS) {
    const began = Date.now();
    const { code, output } = await runTool(tool, args, LIMIT_MS);
    const took = `${((Date.now() - began) / 1000).toFixed(1)} s`;
    console.log(`${code === 0 ? '✓' : '✗'} ${name} (${took})`);
    if (code !== 0) console.log(output.trimEnd());
    tally.count(code === 0);
  }
}
