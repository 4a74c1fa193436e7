/** `{{NAME}}` in a URL or a header's value stands for an environment variable. */
import { EngineError } from '../base/error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** Throws when a variable is not set: all such variables are named. */
export function renderUrlTemplate(text: string, env: Environment): string {
  const missing: string[] = [];
  const rendered = text.replace(PLACEHOLDER, (_, written: string) => {
    const name = written.trim();
    const value = env[name];
    if (value === undefined) missing.push(name);
    return value ?? '';
  });
  if (missing.length === 0) return rendered;
  throw new EngineError(
    'unexpected',
    `Value for environment variables not found: ${missing.join(', ')}`,
    [],
    400,
  );
}
