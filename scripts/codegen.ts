/** `scripts/codegen`: everything that is generated, from an engine that serves hasura/ for the moment. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printAnswers } from './generate/answers.ts';
import { withEngine } from './generate/engine.ts';
import { printEvents } from './generate/events.ts';
import { generateRows } from './generate/rows.ts';
import { exportSchemas } from './generate/schemas.ts';
import { generateTypings } from './generate/typings.ts';
import { ROOT } from './platform/programs.ts';

const ACTIONS = 'hasura/metadata/actions.graphql';
const isCheck = process.argv.includes('--check');
try {
  const files = await generateAll();
  const stale = [...files]
    .filter(([file, content]) => contentOf(file) !== content)
    .map(([file]) => file);
  if (isCheck) report(stale, files.size);
  else write(stale, files);
} catch (error) {
  console.error(`codegen: ${(error as Error).message}`);
  process.exit(1);
}

function generateAll(): Promise<ReadonlyMap<string, string>> {
  return withEngine(async ({ endpoint, adminSecret, databaseUrl, project }) => {
    const schemas = await exportSchemas(endpoint, adminSecret, project);
    const rows = await generateRows(databaseUrl);
    return new Map([
      ...schemas,
      ...(await generateTypings(schemas)),
      ['handlers/generated/rows.ts', rows],
      ['handlers/generated/events.ts', printEvents(project.metadata)],
      ['handlers/generated/answers.ts', printAnswers(contentOf(ACTIONS) ?? '')],
    ]);
  });
}

function contentOf(file: string): string | undefined {
  const full = path.join(ROOT, file);
  return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
}

function report(stale: readonly string[], all: number): void {
  if (stale.length > 0) throw new Error(`stale, run scripts/codegen: ${stale.join(', ')}`);
  console.log(`${all} generated files are as they should be`);
}

function write(stale: readonly string[], files: ReadonlyMap<string, string>): void {
  for (const file of stale) {
    mkdirSync(path.dirname(path.join(ROOT, file)), { recursive: true });
    writeFileSync(path.join(ROOT, file), files.get(file) ?? '');
    console.log(`wrote ${file}`);
  }
  console.log(`${files.size - stale.length} of ${files.size} were up to date`);
}
