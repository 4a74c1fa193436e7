/** A step of scripts/check: who may see a table is written down before the table is tracked. */
import path from 'node:path';
import { readProject } from '../hasura/project.ts';
import { ROOT } from '../platform/programs.ts';
import { problemsOf, tablesInMatrix } from './matrix.ts';

const problems = problemsOf(readProject(path.join(ROOT, 'hasura')).metadata, tablesInMatrix());
for (const problem of problems) console.log(problem);
process.exit(problems.length === 0 ? 0 : 1);
