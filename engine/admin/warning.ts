import { EngineError } from '../base/error.ts';
import type { Metadata } from '../metadata/model.ts';
import { printObject } from '../metadata/object.ts';
import { unknownKeys } from '../metadata/unknown-keys.ts';
import { withoutEffect } from '../metadata/without-effect.ts';

/** What was done all the same, told beside the answer in the original's shape. */
export interface Warning {
  readonly code:
    | 'track-table-failed'
    | 'untrack-table-failed'
    | 'track-function-failed'
    | 'untrack-function-failed'
    /** Ours: the original drops what it does not know, and ignores what it does not serve, without a word. */
    | 'unknown-key'
    | 'without-effect';
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

/** More than these are not read by anybody. */
const WARNINGS_MAX = 100;

/** What of new metadata will not come about, though it is consistent. */
export const warningsOf = (given: unknown, metadata: Metadata): readonly Warning[] =>
  [
    ...unknownKeys(given).map(
      (name): Warning => ({
        code: 'unknown-key',
        message: 'no such key is known here; it is dropped',
        name,
        type: 'metadata',
      }),
    ),
    ...withoutEffect(metadata).map(
      ({ object, reason }): Warning => ({
        code: 'without-effect',
        message: reason,
        name: printObject(object),
        type: object.kind,
      }),
    ),
  ].slice(0, WARNINGS_MAX);
