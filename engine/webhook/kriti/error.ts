/** A stretch of a template: lines count from 0, columns from 1, the end is behind the last character. */
export interface Span {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export const spanning = (from: Span, to: Span): Span => ({
  startLine: from.startLine,
  startColumn: from.startColumn,
  endLine: to.endLine,
  endColumn: to.endColumn,
});

export type KritiErrorCode =
  | 'Lex Error'
  | 'Parse Error'
  | 'Type Error'
  | 'Name Error'
  | 'Attribute Error'
  | 'Index Error'
  | 'Range Error'
  | 'Function Error';

/** What is wrong with a template, or with the values it was given. */
export class KritiError extends Error {
  readonly code: KritiErrorCode;
  readonly span: Span;
  constructor(code: KritiErrorCode, message: string, span: Span) {
    super(message);
    this.code = code;
    this.span = span;
  }
}

/** An error as the original tells it in `internal`. */
export const printKritiError = ({ code, message, span }: KritiError) => ({
  error_code: code,
  message,
  source_position: {
    start_line: span.startLine,
    start_column: span.startColumn,
    end_line: span.endLine,
    end_column: span.endColumn,
  },
});
