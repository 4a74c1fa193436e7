import type { ExperimentalFeature } from './experimental.ts';
import { reasonWithoutEffect } from './experimental.ts';
import { PREFIX } from './option.ts';
import { ALL_OPTIONS } from './options.ts';

/** What was said and makes no difference. None of it is passed over in silence. */

type Environment = Readonly<Record<string, string | undefined>>;

export const warningsOf = (
  env: Environment,
  flags: Readonly<Record<string, unknown>>,
  features: readonly ExperimentalFeature[],
): readonly string[] => [
  ...unknownVariables(env),
  ...ignoredOptions(env, flags),
  ...features.flatMap((feature) => {
    const reason = reasonWithoutEffect(feature);
    return reason === null ? [] : [`the experimental feature ${feature} has no effect: ${reason}`];
  }),
];

/** Variables of the cli-migrations image and of the CLI: read by others, so not ours to warn about. */
const OF_OTHER_PROGRAMS =
  /^HASURA_GRAPHQL_(CLI_ENVIRONMENT|ENDPOINT|MIGRATIONS_(DIR|SERVER_PORT|SERVER_TIMEOUT|DATABASE_ENV_VAR)|METADATA_DIR)$/;

/** A variable of our name space that nothing reads is told, for it may be a misspelling or an enterprise option. */
function unknownVariables(env: Environment): readonly string[] {
  const known = new Set(ALL_OPTIONS.flatMap(([, option]) => option.env));
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.has(name) && !OF_OTHER_PROGRAMS.test(name))
    .sort()
    .map(
      (name) => `${name} is not an option of this engine (metadata may still read it by from_env)`,
    );
}

const ignoredOptions = (
  env: Environment,
  flags: Readonly<Record<string, unknown>>,
): readonly string[] =>
  ALL_OPTIONS.flatMap(([name, { env: variables, flag, ignored }]) => {
    if (ignored === undefined) return [];
    const given = [
      ...(flags[name] === undefined ? [] : [`--${flag}`]),
      ...variables.filter((variable) => env[variable]),
    ];
    return given.map((written) => `${written} has no effect: ${ignored}`);
  });
