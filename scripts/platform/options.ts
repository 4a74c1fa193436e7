import path from 'node:path';
import { parseArgs } from 'node:util';
import { PORT_DEFAULT, PORT_MAX } from './ports.ts';

export interface StartOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly reset: boolean;
  readonly help: boolean;
}

export const HELP = `Usage: scripts/start [options]

Starts the whole platform on this machine and stays in the foreground; Ctrl-C stops it.

  --port N        the engine listens on N, everything else on the nine ports behind it (default ${PORT_DEFAULT})
  --data-dir DIR  where databases, files, logs and secrets are kept (default .data)
  --reset         removes that folder first: every row, every picture, every secret
  --help          this text

What each program is told, and every port: docs/configuration.md
`;

/** An option that makes no sense; its message is for the person who typed it. */
export class UsageError extends Error {}

/** argv → options. Paths are relative to \`cwd\`, where the caller stood, not to the project. */
export function parseOptions(argv: readonly string[], cwd: string, root: string): StartOptions {
  const { port, 'data-dir': dataDir, reset, help } = parse(argv);
  const number = port === undefined ? PORT_DEFAULT : Number(port);
  if (!Number.isInteger(number) || number < 1 || number > PORT_MAX)
    throw new UsageError(`--port ${port}: give a whole number from 1 to ${PORT_MAX}`);
  if (dataDir === '') throw new UsageError('--data-dir: give the name of a folder');
  return {
    port: number,
    dataDir: dataDir === undefined ? path.join(root, '.data') : path.resolve(cwd, dataDir),
    reset: reset ?? false,
    help: help ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        reset: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
