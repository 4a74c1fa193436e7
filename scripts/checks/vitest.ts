import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../platform/programs.ts';
import { runTool } from './run.ts';
import type { Tally } from './tally.ts';

/** All suites together: no test of speed but an end to what hangs, within what CI gives even on a slow machine. */
const LIMIT_MS = 50 * 60_000;

/** The part of vitest's JSON report that is counted. */
export interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export async function runTests(paths: readonly string[], tally: Tally): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-report-'));
  const file = path.join(folder, 'report.json');
  try {
    const { code, wasEnded } = await runTool(
      path.join(ROOT, 'node_modules/.bin/vitest'),
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...paths],
      LIMIT_MS,
      { isShown: true },
    );
    if (wasEnded) throw new Error(`it was ended after ${LIMIT_MS / 60_000} minutes`);
    const { passed, failed } = countReport(JSON.parse(readFileSync(file, 'utf8')) as Report);
    // Vitest fails also for what belongs to no test, such as an error after the last one has ended.
    tally.add(passed, failed === 0 && code !== 0 ? 1 : failed);
  } catch (error) {
    console.log(`vitest left no report: ${(error as Error).message}`);
    tally.count(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that could not be loaded has no tests to fail, and is counted as one. */
export function countReport({ testResults }: Report): {
  readonly passed: number;
  readonly failed: number;
} {
  const statuses = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ status }) => status),
  );
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  return {
    passed: statuses.filter((status) => status === 'passed').length,
    failed: statuses.filter((status) => status === 'failed').length + unloaded.length,
  };
}
