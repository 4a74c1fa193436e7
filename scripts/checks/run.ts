import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../platform/programs.ts';

/** How a program ended and what it said. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
  /** Whether it had to be ended, having taken too long. */
  readonly wasEnded: boolean;
}

/** Runs a program of the project to its end; one that takes longer than `limitMs` has failed. */
export async function runTool(
  file: string,
  args: readonly string[],
  limitMs: number,
  { isShown = false }: { readonly isShown?: boolean } = {},
): Promise<Outcome> {
  const child = spawn(file, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (isShown) process.stdout.write(text);
    });
  let wasEnded = false;
  const limit = setTimeout(() => {
    wasEnded = true;
    output += `\nended after ${limitMs / 1000} s\n`;
    child.kill('SIGTERM');
  }, limitMs);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(limit);
  return { code: code ?? 1, output, wasEnded };
}
