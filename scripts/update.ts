/** `scripts/update`: brings a running platform to what hasura/ says now. In compose it is what deploys. */
import path from 'node:path';
import { deploy } from './hasura/deploy.ts';
import { readProject, withSchedules } from './hasura/project.ts';
import { runningPlatform } from './platform/data-dir.ts';
import { parseOptions } from './platform/options.ts';
import { ROOT } from './platform/programs.ts';

const { dataDir } = parseOptions(process.argv.slice(2), process.cwd(), ROOT);
const platform = runningPlatform(dataDir, process.env);
if (platform === undefined) {
  console.log('no platform is running; the next start applies what is new');
} else {
  const { applied, inconsistencies } = await deploy(
    platform.client,
    withSchedules(readProject(path.join(ROOT, 'hasura')), process.env),
  );
  console.log(
    `${applied.length} migrations applied, ${inconsistencies.length} inconsistent objects`,
  );
  for (const { name, reason } of inconsistencies) console.log(`  ${name}: ${reason}`);
}
