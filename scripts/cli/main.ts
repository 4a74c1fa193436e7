/** `npx nordkapp SERVICE COMMAND`: results on stdout, everything else on stderr, and an exit code that says how it went. */
import { text } from 'node:stream/consumers';
import { Option, Command as Program } from 'commander';
import { ClientError, GraphQLClient } from 'graphql-request';
import { z } from 'zod';
import { type Command, describeFlag, missingFlags } from './command.ts';
import { COMMANDS } from './commands.ts';
import { FORMATS, type Format, format } from './format.ts';
import { getSdk } from './generated/api.ts';

/** 2 is also what commander ends with where flags are wrong. */
const EXIT = { refused: 1, usage: 2, unreachable: 3 } as const;

interface Options {
  readonly endpoint: string;
  readonly token?: string;
  readonly role?: string;
  readonly out?: Format;
}

const program = new Program('nordkapp')
  .description('The platform from a command line. Flags may come as JSON on stdin; flags win.')
  .addOption(
    new Option('--endpoint <url>', 'the GraphQL endpoint')
      .env('NORDKAPP_ENDPOINT')
      .default('http://127.0.0.1:8080/v1/graphql'),
  )
  .addOption(
    new Option('--token <jwt>', 'an access token of account sign-in').env('NORDKAPP_TOKEN'),
  )
  .option('--role <name>', 'the role to ask in, of those that the token allows (user)')
  .addOption(new Option('--out <format>', 'how the result is written').choices(FORMATS))
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.usage));

for (const service of new Set(COMMANDS.map((command) => command.service))) {
  const group = program.command(service).description(`commands of ${service}`);
  for (const command of COMMANDS.filter((one) => one.service === service)) add(group, command);
}
await program.parseAsync();

function add(group: Program, command: Command): void {
  const one = group.command(command.name).description(command.summary);
  for (const [flag, type] of Object.entries(command.flags.shape)) {
    // Lists come on stdin only.
    if (type instanceof z.ZodArray) continue;
    const { hint, about } = describeFlag(type);
    one.option(`--${flag} <${hint}>`, about);
  }
  one.action(async (flags: object) => {
    const options = program.opts<Options>();
    process.exitCode = await execute(command, { ...(await stdinJson()), ...flags }, options);
  });
}

async function execute(
  command: Command,
  input: Readonly<Record<string, unknown>>,
  options: Options,
): Promise<number> {
  const missing = missingFlags(command, input).map((name) => `--${name} is missing`);
  if (missing.length > 0)
    return complain(`${missing.join(', ')}: a flag, or a key of the JSON on stdin`, EXIT.usage);
  const headers: Record<string, string> = {
    ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
    ...(options.role !== undefined && { 'x-hasura-role': options.role }),
  };
  const sdk = getSdk(new GraphQLClient(options.endpoint, { headers }));
  try {
    const result = await command.run(sdk, input);
    const isText = command.text !== undefined && options.out === undefined;
    process.stdout.write(
      isText ? (command.text?.(result) ?? '') : format(result, options.out ?? 'json'),
    );
    return 0;
  } catch (error) {
    if (error instanceof z.ZodError) return complain(wrongFlags(error), EXIT.usage);
    if (error instanceof ClientError) {
      const said = error.response.errors?.map(
        ({ message, extensions }) => `${message} (${String(extensions['code'] ?? 'unknown')})`,
      );
      return complain(said?.join('\n') ?? `status ${error.response.status}`, EXIT.refused);
    }
    // What fetch throws when nobody is there; whatever else went wrong says so itself.
    if (error instanceof TypeError)
      return complain(`${options.endpoint} does not answer: ${reason(error)}`, EXIT.unreachable);
    return complain(reason(error), EXIT.refused);
  }
}

/** Each problem under the flag's own name, as it would be typed. */
function wrongFlags({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) =>
      path.length === 0 ? message : `--${path.map(String).join('.')} ${message}`,
    )
    .join('; ');
}

function complain(message: string, code: number): number {
  process.stderr.write(`nordkapp: ${message}\n`);
  return code;
}

function reason(error: unknown): string {
  return error instanceof Error ? String(error.cause ?? error.message) : String(error);
}

/** What was piped in; nothing on a terminal, or where stdin is closed or empty. */
async function stdinJson(): Promise<object> {
  if (process.stdin.isTTY) return {};
  const given = (await text(process.stdin)).trim();
  if (given === '') return {};
  try {
    const parsed: unknown = JSON.parse(given);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // falls through to the one complaint
  }
  process.exit(complain('stdin is not a JSON object', EXIT.usage));
}
