import { EngineError } from '../base/error.ts';

/** What was done all the same, told beside the answer in the original's shape. */
export interface Warning {
  readonly code:
    | 'track-table-failed'
    | 'untrack-table-failed'
    | 'track-function-failed'
    | 'untrack-function-failed';
  readonly message: string;
  /** The object of metadata that is meant. */
  readonly name: string;
  readonly type: string;
}

/** `allow_warnings: false` makes an error of them. */
export function requireAllowed(warnings: readonly Warning[], areAllowed: boolean): void {
  if (areAllowed || warnings.length === 0) return;
  throw new EngineError('metadata-warnings', 'failed due to metadata warnings', ['args'], 400, {
    internal: warnings,
  });
}

/** Said only where there are any. */
export const withWarnings = <T extends object>(answer: T, warnings: readonly Warning[]): object =>
  warnings.length === 0 ? answer : { ...answer, warnings };
