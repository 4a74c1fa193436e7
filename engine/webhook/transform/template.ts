/** Templates of a transform, read once and run for every request. */
import { stringifyJson } from '../../base/json.ts';
import type { Expression } from '../kriti/ast.ts';
import { KritiError, printKritiError } from '../kriti/error.ts';
import { evaluate, type Scope } from '../kriti/evaluate.ts';
import { KritiFunctionError } from '../kriti/functions.ts';
import { parseTemplate } from '../kriti/parse.ts';

/** Everything that is wrong with a transform, or with its run on one request. */
export class TransformError extends Error {
  /** As the original lists them in `internal`. */
  readonly errors: readonly unknown[];
  constructor(errors: readonly unknown[]) {
    super('transform failed');
    this.errors = errors;
  }
}

/** Collects the errors of several templates, so that an admin sees them all at once. */
export class Attempts {
  readonly #errors: unknown[] = [];

  /** The value of `work`, or undefined and a note of what failed. */
  try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof KritiError)) throw error;
      this.#errors.push(printKritiError(error));
      return undefined;
    }
  }

  finish(): void {
    if (this.#errors.length > 0) throw new TransformError(this.#errors);
  }
}

export interface Template {
  run(scope: Scope): unknown;
}
const template = (expression: Expression): Template => ({
  run: (scope) => evaluate(expression, scope),
});

export const readTemplate = (text: string): Template => template(parseTemplate(text));

/** A template of text that is written without its quotes: a URL, a header, a query parameter. */
export interface TextTemplate {
  run(scope: Scope): string;
}
export function readTextTemplate(text: string): TextTemplate {
  const expression = parseTemplate(`"${text}"`);
  return {
    run(scope) {
      const value = evaluate(expression, scope);
      return typeof value === 'string' ? value : stringifyJson(value);
    },
  };
}

/** The names that a template may use, and the one function that is not of the language. */
export function buildScope(
  values: Readonly<Record<string, unknown>>,
  sessionVariables: Readonly<Record<string, string>>,
): Scope {
  const getSessionVariable = (name: unknown): string => {
    const value = typeof name === 'string' ? sessionVariables[name.toLowerCase()] : undefined;
    if (value !== undefined) return value;
    throw new KritiFunctionError(`Session variable ${stringifyJson(name)} not found`);
  };
  return {
    values: new Map(Object.entries(values)),
    functions: new Map([['getSessionVariable', getSessionVariable]]),
  };
}
